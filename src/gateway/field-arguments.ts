import { type FieldNode, type GraphQLField, Kind, type OperationDefinitionNode, type ValueNode } from "graphql";

/** Reads sizes from a field's arguments without coercing them: literals, variables, and both kinds of default. */
export class FieldArguments {
  readonly #defaults: ReadonlyMap<string, ValueNode | undefined>;

  constructor(
    operation: OperationDefinitionNode,
    readonly variables: Readonly<Record<string, unknown>>,
  ) {
    this.#defaults = new Map(
      operation.variableDefinitions?.map(({ variable, defaultValue }) => [variable.name.value, defaultValue]),
    );
  }

  /** The argument's number; undefined where none is given and the schema has no default, and for what is no number. */
  numberOf(node: FieldNode, field: GraphQLField<unknown, unknown>, name: string): number | undefined {
    const given = this.#read(argumentOf(node, name));
    const value = given ?? field.args.find((argument) => argument.name === name)?.defaultValue;
    const number = typeof value === "number" || typeof value === "string" ? Number(value) : Number.NaN;
    return Number.isFinite(number) ? number : undefined;
  }

  /** The argument's length; a lone value is a list of one. */
  lengthOf(node: FieldNode, name: string): number | undefined {
    const given = this.#read(argumentOf(node, name));
    if (given === undefined || given === null) return undefined;
    return Array.isArray(given) ? given.length : 1;
  }

  #read(value: ValueNode | undefined): unknown {
    if (value?.kind === Kind.VARIABLE) {
      const given = this.variables[value.name.value];
      return given === undefined ? this.#read(this.#defaults.get(value.name.value)) : given;
    }
    if (value?.kind === Kind.LIST) return value.values;
    return value?.kind === Kind.INT || value?.kind === Kind.STRING ? value.value : undefined;
  }
}

function argumentOf(node: FieldNode, name: string): ValueNode | undefined {
  return node.arguments?.find((argument) => argument.name.value === name)?.value;
}
