import {
  defaultFieldResolver,
  type FieldNode,
  type GraphQLLeafType,
  type GraphQLResolveInfo,
  getArgumentValues,
  getNullableType,
  isLeafType,
  isNonNullType,
  type ResponsePath,
} from "graphql";
import { answerAhead } from "../../types/answers-ahead.js";
import { type Call, infoOf, isPromise, type Path, type Place } from "./call.js";
import { failPlace } from "./collected-errors.js";
import { type Complete, serialize } from "./complete.js";

/** A field of an object's plan: what stands in the response under its key. */
export interface Field {
  readonly key: string;
  readonly run: (source: unknown, call: Call, parent: Path) => unknown;
}

interface PlannedField {
  readonly key: string;
  readonly name: string;
  readonly typename: string;
  readonly isNonNull: boolean;
  readonly place: Place;
  readonly complete: Complete;
}

export function planField(key: string, place: Place, complete: Complete): Field {
  const { field, parentType } = place;
  const typename = parentType.name;
  if (field.name === "__typename") return { key, run: () => typename };
  const planned = { key, name: field.name, typename, isNonNull: isNonNullType(field.type), place, complete };
  if (field.resolve || field.args.length > 0) return { key, run: resolvedField(planned) };
  const type = getNullableType(field.type);
  return { key, run: isLeafType(type) ? plainLeaf(planned, type) : plainField(planned) };
}

/** A field with a resolver or arguments: what graphql-js does for every field, unless the answer came with the object. */
function resolvedField(planned: PlannedField): Field["run"] {
  const { field, nodes } = planned.place;
  const resolve = field.resolve ?? defaultFieldResolver;
  return (source, call, parent) => {
    const path = pathOf(planned, parent);
    try {
      const ahead = answerAhead(source, planned.key);
      if (ahead !== undefined) return settle(planned, ahead, call, path);
      const info = infoOf(planned.place, call, path);
      const values = getArgumentValues(field, nodes[0] as FieldNode, call.variableValues);
      return settle(planned, resolve(source, values, call.contextValue, info), call, path, info);
    } catch (error) {
      return fail(planned, error, call, path);
    }
  };
}

/** An object or a list that is a property of the row above. */
function plainField(planned: PlannedField): Field["run"] {
  return (source, call, parent) => {
    const path = pathOf(planned, parent);
    try {
      return settleProperty(planned, source, propertyOf(source, planned.name), call, path);
    } catch (error) {
      return fail(planned, error, call, path);
    }
  };
}

/** A leaf that is a property of the row above. A response is mostly these, so nothing is made for one but its value. */
function plainLeaf(planned: PlannedField, type: GraphQLLeafType): Field["run"] {
  return (source, call, parent) => {
    try {
      const value = propertyOf(source, planned.name);
      if (typeof value === "object" || typeof value === "function" || value === undefined)
        return settleProperty(planned, source, value, call, pathOf(planned, parent));
      const completed = serialize(type, value);
      return isPromise(completed) ? failing(planned, completed, call, pathOf(planned, parent)) : completed;
    } catch (error) {
      return fail(planned, error, call, pathOf(planned, parent));
    }
  };
}

function settleProperty(planned: PlannedField, source: unknown, value: unknown, call: Call, path: ResponsePath) {
  if (typeof value !== "function") return settle(planned, value, call, path);
  const info = infoOf(planned.place, call, path);
  return settle(planned, callMethod(source, planned.name, call, info), call, path, info);
}

function pathOf({ key, typename }: PlannedField, prev: Path): ResponsePath {
  return { prev, key, typename };
}

function propertyOf(source: unknown, name: string): unknown {
  const hasProperties = (typeof source === "object" && source !== null) || typeof source === "function";
  return hasProperties ? (source as Record<string, unknown>)[name] : undefined;
}

function callMethod(source: unknown, name: string, { contextValue }: Call, info: GraphQLResolveInfo): unknown {
  const methods = source as Record<string, (args: object, contextValue: unknown, info: GraphQLResolveInfo) => unknown>;
  return methods[name]?.(Object.create(null), contextValue, info);
}

function settle(planned: PlannedField, value: unknown, call: Call, path: ResponsePath, info?: GraphQLResolveInfo) {
  const { complete } = planned;
  const completed = isPromise(value)
    ? value.then((resolved) => complete(resolved, call, path, info))
    : complete(value, call, path, info);
  return isPromise(completed) ? failing(planned, completed, call, path) : completed;
}

function failing(planned: PlannedField, completed: Promise<unknown>, call: Call, path: ResponsePath) {
  return completed.then(undefined, (error) => fail(planned, error, call, path));
}

function fail({ place, isNonNull }: PlannedField, error: unknown, call: Call, path: ResponsePath): null {
  return failPlace(place, isNonNull, error, call, path);
}
