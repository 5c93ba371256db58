import {
  type GraphQLAbstractType,
  GraphQLError,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  type ResponsePath,
} from "graphql";
import { defaultTypeResolver } from "graphql/execution/execute.js";
import { inspect } from "graphql/jsutils/inspect.js";
import { RawJson } from "../../rules/raw-json.js";
import { type Call, infoOf, isPromise, type Place } from "./call.js";
import { completeList } from "./complete-list.js";
import { runtimeTypeOf } from "./runtime-type.js";

/** Turns what a field answered into what the response holds, or a promise of it. `info` is there if a resolver had one. */
export type Complete = (value: unknown, call: Call, path: ResponsePath, info?: GraphQLResolveInfo) => unknown;

/** Runs the fields that are selected of an object of a type. */
export type RunObject = (value: unknown, call: Call, path: ResponsePath) => unknown;

/** Reads the selection of a type at a place, when the first object of the type has come there. */
export type PlanObject = (place: Place, type: GraphQLObjectType, call: Call) => RunObject;

/** graphql-js's completeValue for one place, with every question of types answered. */
export function completeAs(type: GraphQLOutputType, place: Place, planObject: PlanObject): Complete {
  if (isNonNullType(type)) return completeNonNull(completeAs(type.ofType, place, planObject), place);
  const complete = completeValue(type, place, planObject);
  return (value, call, path, info) => {
    if (value === null || value === undefined) return null;
    if (value instanceof Error) throw value;
    return value instanceof RawJson ? value : complete(value, call, path, info);
  };
}

function completeValue(type: GraphQLOutputType, place: Place, planObject: PlanObject): Complete {
  if (isListType(type)) return completeList(type, place, completeAs(type.ofType, place, planObject));
  if (isLeafType(type)) return (value) => serialize(type, value);
  if (isAbstractType(type)) return completeAbstract(type, place, planObject);
  return completeObject(type as GraphQLObjectType, place, planObject);
}

function completeNonNull(complete: Complete, { parentType, field }: Place): Complete {
  return (value, call, path, info) => {
    const completed = complete(value, call, path, info);
    if (completed === null)
      throw new Error(`Cannot return null for non-nullable field ${parentType.name}.${field.name}.`);
    return completed;
  };
}

export function serialize(type: GraphQLLeafType, value: unknown): unknown {
  const serialized = type.serialize(value);
  if (serialized !== null && serialized !== undefined) return serialized;
  const [asked, answered] = [`${inspect(type)}.serialize(${inspect(value)})`, inspect(serialized)];
  throw new Error(`Expected \`${asked}\` to return non-nullable value, returned: ${answered}`);
}

function completeObject(type: GraphQLObjectType, place: Place, planObject: PlanObject): Complete {
  let run: RunObject | undefined;
  return (value, call, path, info) => {
    run ??= planObject(place, type, call);
    if (!type.isTypeOf) return run(value, call, path);
    const runObject = run;
    const check = (is: boolean) => {
      if (is) return runObject(value, call, path);
      throw new GraphQLError(`Expected value of type "${type.name}" but got: ${inspect(value)}.`, {
        nodes: place.nodes,
      });
    };
    const isTypeOf = type.isTypeOf(value, call.contextValue, info ?? infoOf(place, call, fieldPathOf(path)));
    return isPromise(isTypeOf) ? isTypeOf.then(check) : check(isTypeOf);
  };
}

function completeAbstract(type: GraphQLAbstractType, place: Place, planObject: PlanObject): Complete {
  const resolveType = type.resolveType ?? defaultTypeResolver;
  const completeEach = new Map<GraphQLObjectType, Complete>();
  return (value, call, path, known) => {
    const info = known ?? infoOf(place, call, fieldPathOf(path));
    const completeAsNamed = (name: unknown) => {
      const runtimeType = runtimeTypeOf(name, type, value, call, place);
      let complete = completeEach.get(runtimeType);
      if (complete === undefined) {
        complete = completeObject(runtimeType, place, planObject);
        completeEach.set(runtimeType, complete);
      }
      return complete(value, call, path, info);
    };
    const name: unknown = resolveType(value, call.contextValue, info, type);
    return isPromise(name) ? name.then(completeAsNamed) : completeAsNamed(name);
  };
}

/** An element's place in its list is no place of a field. */
function fieldPathOf(path: ResponsePath): ResponsePath {
  let at = path;
  while (typeof at.key === "number" && at.prev) at = at.prev;
  return at;
}
