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
  return (item, index, call, listPath, info) => {
    // A leaf has nothing below it that asks for its path: it is made when the leaf fails.
    const path = isLeaf ? listPath : { prev: listPath, key: index, typename: undefined };
    const fail = (error: unknown) =>
      failPlace(place, isNonNull, error, call, isLeaf ? { prev: listPath, key: index, typename: undefined } : path);
    try {
      const completed = isPromise(item)
        ? item.then((resolved) => complete(resolved, call, path, info))
        : complete(item, call, path, info);
      return isPromise(completed) ? completed.then(undefined, fail) : completed;
    } catch (error) {
      return fail(error);
    }
  };
}

function isIterableObject(value: unknown): value is Iterable<unknown> {
  return typeof value === "object" && typeof (value as Iterable<unknown> | null)?.[Symbol.iterator] === "function";
}

/** Nobody waits for the elements of a list that has failed; a rejection that nobody hears would end the process. */
function ignoreRejections(values: readonly unknown[]): void {
  for (const value of values) if (isPromise(value)) value.then(undefined, () => undefined);
}
