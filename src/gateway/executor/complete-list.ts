import {
  GraphQLError,
  type GraphQLList,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  getNullableType,
  isLeafType,
  isNonNullType,
  type ResponsePath,
} from "graphql";
import { type Call, isPromise, type Place } from "./call.js";
import { failPlace } from "./collected-errors.js";
import type { Complete } from "./complete.js";

export function completeList(type: GraphQLList<GraphQLOutputType>, place: Place, completeValue: Complete): Complete {
  const completeItem = itemCompleter(type.ofType, place, completeValue);
  return (value, call, path, info) => {
    if (!isIterableObject(value)) {
      const { parentType, field } = place;
      throw new GraphQLError(`Expected Iterable, but did not find one for field "${parentType.name}.${field.name}".`);
    }
    const completed: unknown[] = [];
    let hasPromise = false;
    try {
      for (const item of value) {
        const one = completeItem(item, completed.length, call, path, info);
        hasPromise ||= isPromise(one);
        completed.push(one);
      }
    } catch (error) {
      if (hasPromise) ignoreRejections(completed);
      throw error;
    }
    return hasPromise ? Promise.all(completed) : completed;
  };
}

type CompleteItem = (
  item: unknown,
  index: number,
  call: Call,
  listPath: ResponsePath,
  info: GraphQLResolveInfo | undefined,
) => unknown;

function itemCompleter(type: GraphQLOutputType, place: Place, complete: Complete): CompleteItem {
  const isNonNull = isNonNullType(type);
  const isLeaf = isLeafType(getNullableType(type));
  const fail = (error: unknown, call: Call, listPath: ResponsePath, path: ResponsePath, index: number) =>
    failPlace(place, isNonNull, error, call, isLeaf ? itemPath(listPath, index) : path);
  return (item, index, call, listPath, info) => {
    // Nothing asks for a leaf's path before it fails.
    const path = isLeaf ? listPath : itemPath(listPath, index);
    try {
      const completed = isPromise(item)
        ? item.then((resolved) => complete(resolved, call, path, info))
        : complete(item, call, path, info);
      if (!isPromise(completed)) return completed;
      return completed.then(undefined, (error) => fail(error, call, listPath, path, index));
    } catch (error) {
      return fail(error, call, listPath, path, index);
    }
  };
}

function itemPath(prev: ResponsePath, key: number): ResponsePath {
  return { prev, key, typename: undefined };
}

function isIterableObject(value: unknown): value is Iterable<unknown> {
  return typeof value === "object" && typeof (value as Iterable<unknown> | null)?.[Symbol.iterator] === "function";
}

/** Nobody waits for the elements of a list that has failed; a rejection that nobody hears would end the process. */
function ignoreRejections(values: readonly unknown[]): void {
  for (const value of values) if (isPromise(value)) value.then(undefined, () => undefined);
}
