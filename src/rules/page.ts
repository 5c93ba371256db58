import { Failure, invalid } from "./failure.js";

/** Relay's forward arguments, checked: `first` is within its bounds. The cursor is checked by the list it is for. */
export interface Page {
  readonly first: number;
  readonly after: string | null;
}

/** How much one field may be asked for. Each is configurable under `limits:`. */
export interface PageLimits {
  /** Largest `first` of a connection of things. */
  readonly pageSizeMax: number;
  /** Largest `first` of a connection of key-value rows (params, tags, metrics). */
  readonly keyValuePageSizeMax: number;
  /** Ids in one `nodes(ids:)`, keys in one `keys:` argument. */
  readonly idsMax: number;
  /** Representations in one `_entities(representations:)`. */
  readonly entitiesMax: number;
  /** Points of one metric series in one answer. */
  readonly historyPointsMax: number;
}

export const pageSizeDefault = 20;
export const keyValuePageSizeDefault = 100;

/**
 * @param sizeMax the largest `first` allowed
 * @throws Failure INVALID for `first` below 1, LIMIT above `sizeMax`
 */
export function checkPage(first: number, after: string | null | undefined, sizeMax: number): Page {
  if (first < 1) throw invalid("FIRST_TOO_SMALL", `first must be at least 1, not ${first}.`);
  if (first > sizeMax) {
    throw new Failure("LIMIT", "PAGE_TOO_LARGE", `first must be at most ${sizeMax}, not ${first}: ask for pages.`);
  }
  return { first, after: after ?? null };
}

/** One page of rows and whether more follow: stores read one row more than asked to know. */
export interface Slice<Row> {
  readonly rows: readonly Row[];
  readonly hasNextPage: boolean;
}

/** @param rows up to `first + 1` rows in order */
export function sliceOf<Row>(rows: readonly Row[], first: number): Slice<Row> {
  return { rows: rows.slice(0, first), hasNextPage: rows.length > first };
}

/** @throws Failure LIMIT when a list argument is longer than allowed */
export function checkListLength(name: string, list: readonly unknown[], lengthMax: number): void {
  if (list.length <= lengthMax) return;
  throw new Failure("LIMIT", "LIST_TOO_LONG", `${name} takes at most ${lengthMax} entries, not ${list.length}.`);
}
