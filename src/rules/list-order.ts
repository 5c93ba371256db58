import type { CursorKind, CursorValue } from "./cursor.js";
import { Failure } from "./failure.js";
import type { Direction, MergedOrdering } from "./merged-list.js";

/** One thing a list is ordered by. Rows that lack it come last, a metric's NaN right before them. */
export interface OrderTerm {
  readonly by: OrderKey;
  readonly direction: Direction;
}

export type OrderKey =
  | { readonly kind: "attribute"; readonly name: string }
  | { readonly kind: "param" | "tag" | "metric"; readonly key: string };

/** A list that can be ordered: what its cursors are named after, and how ties are broken. */
export interface OrderedList<Row> {
  readonly name: string;
  /** What each attribute that it can be ordered by holds. */
  readonly attributes: Readonly<Record<string, CursorKind>>;
  /** Appended to what was chosen, where not chosen already. */
  readonly defaults: readonly OrderTerm[];
  /** Unique within a store: breaks what ties are left, after the store's name in a list over several stores. */
  readonly ties: readonly OrderTerm[];
  /** The place of a row in the list's own order. */
  place(row: Row): CursorValue[];
}

/** A row of a list in a chosen order says its place itself: the order may be by what the row does not show. */
export interface Placed {
  readonly place?: readonly CursorValue[];
}

/** A term, and what its columns hold. */
export interface KindedTerm extends OrderTerm {
  readonly kinds: readonly CursorKind[];
}

/** A list in its own or a chosen order. */
export interface ListOrder<Row> extends MergedOrdering<Row & Placed> {
  readonly terms: readonly KindedTerm[];
  readonly isChosen: boolean;
}

const termsMax = 5;

/**
 * @param chosen what the list is ordered by first; nothing for its own order
 * @throws Failure LIMIT for more than five terms
 */
export function listOrder<Row>(list: OrderedList<Row>, chosen: readonly OrderTerm[] = []): ListOrder<Row> {
  if (chosen.length > termsMax) {
    throw new Failure("LIMIT", "ORDER_TOO_LONG", `orderBy takes at most ${termsMax} entries, not ${chosen.length}.`);
  }
  const leading = [...chosen, ...list.defaults.filter((term) => isNew(term, chosen))];
  const terms = [...leading, ...list.ties.filter((term) => isNew(term, leading))].map((term) => ({
    ...term,
    kinds: kindsOf(list, term),
  }));
  const isChosen = chosen.length > 0;
  return {
    // A cursor of one order is a place in no other.
    name: isChosen ? `${list.name} by ${JSON.stringify(chosen.map(spelled))}` : list.name,
    terms,
    isChosen,
    kinds: terms.flatMap(({ kinds }) => kinds),
    directions: leading.flatMap(directionsOf),
    place: (row) => (isChosen ? [...(row.place ?? [])] : list.place(row)),
  };
}

function isNew({ by }: OrderTerm, terms: readonly OrderTerm[]): boolean {
  return !terms.some((term) => term.by.kind === by.kind && nameOf(term.by) === nameOf(by));
}

/** A metric takes two columns: 0 for a number, 1 for NaN, 2 for none; then the number. */
function kindsOf<Row>({ attributes }: OrderedList<Row>, { by }: OrderTerm): readonly CursorKind[] {
  if (by.kind === "metric") return ["integer", "double?"];
  return by.kind === "attribute" ? [attributes[by.name] ?? "text?"] : ["text?"];
}

function directionsOf({ by, direction }: OrderTerm): readonly Direction[] {
  return by.kind === "metric" ? ["ascending", direction] : [direction];
}

function spelled({ by, direction }: OrderTerm): readonly string[] {
  return [by.kind, nameOf(by), direction];
}

function nameOf(by: OrderKey): string {
  return by.kind === "attribute" ? by.name : by.key;
}
