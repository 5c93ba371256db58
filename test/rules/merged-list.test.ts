import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { compareBytes } from "../../src/rules/bytes.js";
import { type CursorKind, type CursorValue, formatCursor, parseCursor } from "../../src/rules/cursor.js";
import {
  type Direction,
  type MergedOrdering,
  type MergedPlace,
  mergePages,
  positionIn,
} from "../../src/rules/merged-list.js";
import { anyText, check } from "./arbitraries.js";
import { byPosition, compareRows, type Row } from "./store-model.js";

const orderingOf = (kinds: readonly CursorKind[], ...directions: readonly Direction[]): MergedOrdering<Row> => ({
  name: "merged",
  directions,
  kinds: [...kinds, "integer"],
  place: ({ sort, tie }) => [...sort, tie],
});

const byTime = orderingOf(["integer?"], "descending");

/** One page over all stores, as the loader makes it: each store pages by itself, the cursor is all that is kept. */
function pageOf(
  stores: ReadonlyMap<string, readonly Row[]>,
  ordering: MergedOrdering<Row>,
  first: number,
  after: string | null,
) {
  const place = after === null ? null : readCursor(after, ordering);
  const pages = [...stores].map(([name, rows]) =>
    byPosition(rows, ordering, positionIn(name, place, ordering.directions.length)).slice(0, first + 1),
  );
  const merged = mergePages(pages, ordering);
  return { rows: merged.slice(0, first), hasNextPage: merged.length > first };
}

function readCursor(cursor: string, ordering: MergedOrdering<Row>): MergedPlace {
  const [store, ...values] = parseCursor(cursor, ordering.name, ["text", ...ordering.kinds]);
  return { store: String(store), values };
}

const pagesMax = 100;

function walk(
  first: number,
  ordering: MergedOrdering<Row>,
  storesAtPage: (page: number) => ReadonlyMap<string, readonly Row[]>,
): Row[] {
  const seen: Row[] = [];
  for (let page = 0; page <= pagesMax; page += 1) {
    const last = seen.at(-1);
    const after = last === undefined ? null : formatCursor(ordering.name, [last.store, ...ordering.place(last)]);
    const { rows, hasNextPage } = pageOf(storesAtPage(page), ordering, first, after);
    seen.push(...rows);
    if (!hasNextPage) return seen;
  }
  throw new Error("a page was repeated");
}

function storesOf(rows: readonly Row[], names: readonly string[]): Map<string, Row[]> {
  return new Map(names.map((name) => [name, rows.filter(({ store }) => store === name)]));
}

const storeNames = ["b", "a", "ab", "a-", "a_"];
const uniqueRows = (...sort: fc.Arbitrary<CursorValue>[]): fc.Arbitrary<Row[]> =>
  fc.uniqueArray(
    fc.record({ store: fc.constantFrom(...storeNames), sort: fc.tuple(...sort), tie: fc.bigInt({ min: 0n, max: 9n }) }),
    // A tie-break is unique in its store.
    { selector: ({ store, tie }) => `${store} ${tie}`, maxLength: 40 },
  );
const fewTimes = fc.option(fc.bigInt({ min: 0n, max: 3n }), { freq: 3 });
const fewNames = fc.oneof(
  fc.constantFrom("", "a", "A", "\u00e9", "e\u0301", "\uffff", "\u{10000}", "\u{1f600}"),
  anyText,
);
const pageSize = fc.integer({ min: 1, max: 12 });

describe.each([
  ["times, latest first, with ties and nulls", byTime, uniqueRows(fewTimes)],
  ["times, first first, with ties and nulls", orderingOf(["integer?"], "ascending"), uniqueRows(fewTimes)],
  ["names, of which several stores have equal ones", orderingOf(["text"], "ascending"), uniqueRows(fewNames)],
  ["names and times", orderingOf(["text", "integer?"], "ascending", "descending"), uniqueRows(fewNames, fewTimes)],
  ["times and names", orderingOf(["integer?", "text"], "descending", "ascending"), uniqueRows(fewTimes, fewNames)],
] as const)("a list over several stores by %s", (_, ordering, someRows) => {
  test("read page by page with any page size is the one sorted list", () => {
    check(
      fc.property(someRows, pageSize, (rows, first) => {
        const stores = storesOf(rows, storeNames);
        expect(walk(first, ordering, () => stores)).toEqual([...rows].sort(compareRows(ordering)));
      }),
      300,
    );
  });

  test("neither skips nor repeats a row that was there throughout, while others come and go between pages", () => {
    check(
      fc.property(
        someRows,
        pageSize,
        fc.array(fc.infiniteStream(fc.boolean()), { minLength: 3, maxLength: 3 }),
        (rows, first, [kind, ...presence]) => {
          const isSteady = rows.map(() => kind?.next().value === true);
          const steady = rows.filter((__, at) => isSteady[at]);
          const seen = walk(first, ordering, (page) => {
            const shown = rows.filter((__, at) => isSteady[at] || presence[page % 2]?.next().value === true);
            return storesOf(shown, storeNames);
          });
          expect(seen.filter((row) => steady.includes(row))).toEqual([...steady].sort(compareRows(ordering)));
          expect(new Set(seen).size).toBe(seen.length);
        },
      ),
      300,
    );
  });
});

test("a cursor of a store that is gone goes on where its rows would be", () => {
  const row = (store: string, time: bigint): Row => ({ store, sort: [time], tie: 0n });
  const stores = storesOf([row("a", 1n), row("a", 0n), row("c", 2n), row("c", 1n)], ["a", "c"]);
  const after = formatCursor("merged", ["b", 1n, 0n]);
  expect(pageOf(stores, byTime, 10, after).rows).toEqual([row("c", 1n), row("a", 0n)]);
});

test("text is ordered by its UTF-8 bytes, not by JavaScript's order", () => {
  check(
    fc.property(anyText, anyText, (a, b) => {
      expect(Math.sign(compareBytes(a, b))).toBe(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))));
    }),
  );
  expect(["\u{1f600}", "\uffff"].sort()).toEqual(["\u{1f600}", "\uffff"]);
  expect(["\u{1f600}", "\uffff"].sort(compareBytes)).toEqual(["\uffff", "\u{1f600}"]);
});
