import { type GraphQLError, locatedError, type ResponsePath, responsePathAsArray } from "graphql";
import type { Call, Path, Place } from "./call.js";

/** The errors of one execution, as graphql-js collects them: what fails below a place that is null already is not told. */
export class CollectedErrors {
  readonly list: GraphQLError[] = [];
  readonly #nulled = new Set<Path>();

  add(error: GraphQLError, path: Path): void {
    if (this.#nulled.size > 0 && this.#isNulled(path)) return;
    this.#nulled.add(path);
    this.list.push(error);
  }

  #isNulled(path: Path): boolean {
    for (let at = path; at !== undefined; at = at.prev) if (this.#nulled.has(at)) return true;
    return this.#nulled.has(undefined);
  }
}

/** What stands in a failed place: null, or where there must be a value, the same failure one place up. */
export function failPlace(place: Place, isNonNull: boolean, raw: unknown, call: Call, path: ResponsePath): null {
  const error = locatedError(raw, place.nodes, responsePathAsArray(path));
  if (isNonNull) throw error;
  call.errors.add(error, path);
  return null;
}
