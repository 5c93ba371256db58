import {
  type GraphQLField,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isObjectType,
  responsePathAsArray,
} from "graphql";
import { diceOf, seedBelow } from "./dice.js";
import { type OddObject, textOf, valueFor, type World } from "./odd-values.js";

type Field = GraphQLField<unknown, unknown>;

/** Gives a share of all fields a resolver that makes a value as the others have it, out of everything a resolver is told. */
export function resolveOddly(schema: GraphQLSchema, share: number): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith("__")) continue;
    for (const field of Object.values(type.getFields())) {
      delete (field as { resolve?: unknown }).resolve;
      if (diceOf("resolver", type.name, field.name).chance(share)) field.resolve = resolverOf(field);
    }
  }
}

function resolverOf(field: Field): NonNullable<Field["resolve"]> {
  return (source, args, context, info) => {
    const world = context as World;
    const { seed = "row", timing = "now" } = (source ?? {}) as Partial<OddObject>;
    world.log.push(`resolve ${seed} ${told(args, info)}`);
    return valueFor(field.type, seedBelow(seed, `${field.name} ${textOf(args)}`), timing, world);
  };
}

/** All that a resolver is told, as text. */
export function told(args: unknown, info: GraphQLResolveInfo): string {
  return textOf([
    args,
    info.fieldName,
    info.fieldNodes.map(({ loc }) => loc?.start),
    String(info.returnType),
    info.parentType.name,
    typedPath(info.path),
    Object.keys(info.fragments),
    info.operation.name?.value,
    info.variableValues,
    responsePathAsArray(info.path),
  ]);
}

function typedPath(path: GraphQLResolveInfo["path"] | undefined): unknown[] {
  return path ? [...typedPath(path.prev), path.typename ?? null, path.key] : [];
}
