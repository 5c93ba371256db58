import { beforeAll, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Comparison, Condition, Field } from "../../src/rules/filter.js";
import { integerComparison, metricComparison } from "../../src/rules/filter-number.js";
import { type ListOrder, listOrder, type OrderTerm } from "../../src/rules/list-order.js";
import { mergePages, type Position } from "../../src/rules/merged-list.js";
import { runList } from "../../src/rules/ordered-lists.js";
import { runCount, runPage } from "../../src/stores/mlflow/run-search.js";
import type { RunRow } from "../../src/stores/mlflow/runs.js";
import { describeEmptied, newestAndOldest } from "./describe-emptied.js";
import { scope } from "./opened-store.js";
import { holdsFor } from "./search-model.js";
import {
  capitalKey,
  fillForSearch,
  metricKeys,
  oddKeys,
  oddTexts,
  type RunFacts,
  searchedRuns,
} from "./search-store.js";

const everyRun = { experimentIds: null, workspace: null, viewType: "ALL" } as const;
const start: Position = { kind: "start" };
const seed = 20_260_131;

const anyText = fc.oneof(
  fc.constantFrom(...oddTexts),
  fc.constantFrom(...oddTexts).map((text) => [...text].slice(0, 2).join("")),
  fc.constantFrom(...oddTexts).map((text) => text.toUpperCase()),
);
const anyKey = fc.constantFrom(...oddKeys, capitalKey, "absent", "mlflow.runName");
const textField: fc.Arbitrary<Field> = fc.oneof(
  fc.constantFrom("run_id", "run_name", "status", "user_id", "artifact_uri").map((name) => attribute(name)),
  fc.record({ kind: fc.constantFrom("param" as const, "tag" as const), key: anyKey }),
);
const datasetField = fc
  .constantFrom("name" as const, "digest" as const, "context" as const)
  .map((name): Field => ({ kind: "dataset", name }));
const datasetText = fc.constantFrom("iris", "Iris", "iris%", "i", "d1", "D1", "training", "ING", "✓", "");
const numberOperator = fc.constantFrom("=", "!=", "<", "<=", ">", ">=");
const anyNumber = fc.constantFrom(
  0.5,
  0.9,
  0.30000000000000004,
  0,
  -0,
  1e300,
  Number.MAX_VALUE,
  -Number.MAX_VALUE,
  3,
  -1,
  1e-320,
  Number.POSITIVE_INFINITY,
);
const anyTime = fc.constantFrom<number | bigint>(
  1_700_000_005_000n,
  1_700_000_100_003n,
  1_700_000_005_000.5,
  10n ** 25n,
  -(10n ** 25n),
  1e300,
);

const comparison: fc.Arbitrary<Condition> = fc.oneof(
  textField.chain((field) => textComparison(field, anyText)),
  datasetField.chain((field) => textComparison(field, datasetText)),
  fc
    .tuple(fc.constantFrom(...metricKeys, "absent"), numberOperator, anyNumber)
    .map(([key, operator, number]) => metricComparison({ kind: "metric", key }, operator, number)),
  fc
    .tuple(fc.constantFrom(...metricKeys, "absent"), fc.constantFrom("IS NAN" as const, "EXISTS" as const))
    .map(([key, operator]): Condition => ({ field: { kind: "metric", key }, operator })),
  fc
    .tuple(fc.constantFrom("start_time", "end_time"), numberOperator, anyTime)
    .map(([name, operator, time]) => integerComparison(attribute(name), operator, time)),
);
const ofOneDataset: fc.Arbitrary<Condition> = fc
  .array(
    datasetField.chain((field) => textComparison(field, datasetText)),
    { maxLength: 3 },
  )
  .chain((and) => fc.constantFrom<Condition>({ someDataset: { and } }, { someDataset: { not: { or: and } } }));
const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    comparison,
    ofOneDataset,
    fc.array(tie("condition"), { maxLength: 3 }).map((and) => ({ and })),
    fc.array(tie("condition"), { maxLength: 3 }).map((or) => ({ or })),
    tie("condition").map((not) => ({ not })),
  ),
}));

const term: fc.Arbitrary<OrderTerm> = fc.record({
  by: fc.oneof(
    fc.constantFrom("run_id", "name", "status", "user_id", "artifact_uri", "start_time", "end_time").map((name) => ({
      kind: "attribute" as const,
      name,
    })),
    fc.record({ kind: fc.constantFrom("param" as const, "tag" as const), key: anyKey }),
    fc.record({ kind: fc.constant("metric" as const), key: fc.constantFrom(...metricKeys, "absent") }),
  ),
  direction: fc.constantFrom("ascending" as const, "descending" as const),
});

describeEmptied("searches of runs", newestAndOldest, (store) => {
  beforeAll(() => fillForSearch(store().database), 60_000);

  test("find what the condition means, and count it", async () => {
    const order = listOrder<RunRow>(runList);
    await fc.assert(
      fc.asyncProperty(condition, async (wanted) => {
        const search = { ...everyRun, condition: wanted };
        const found = await runPage(store().open, scope, search, order, start, 1_000);
        const expected = searchedRuns.filter((run) => holdsFor(run, wanted)).map(({ id }) => id);
        expect(found.map(({ mlflowId }) => mlflowId).sort()).toEqual(expected.sort());
        expect(await runCount(store().open, scope, search)).toBe(expected.length);
      }),
      { seed, numRuns: 300 },
    );
  }, 120_000);

  test("in any order, page by page, are the sorted whole", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(term, { maxLength: 3 }), fc.integer({ min: 1, max: 30 }), async (terms, size) => {
        const order = listOrder<RunRow>(runList, terms);
        const walked = await walk(order, size);
        expect(walked).toEqual([...searchedRuns].sort(byTerms(order)).map(({ id }) => id));
      }),
      { seed, numRuns: 60 },
    );
  }, 120_000);

  test("in any order go on before and behind the rows of another store", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(term, { minLength: 1, maxLength: 2 }), fc.nat({ max: 79 }), async (terms, at) => {
        const order = listOrder<RunRow>(runList, terms);
        const rows = await runPage(store().open, scope, everyRun, order, start, 1_000);
        const there = rows[at];
        if (!there) throw new Error("too few rows");
        const values = order.place(there).slice(0, order.directions.length);
        const [from, after] = await Promise.all(
          (["fromSortColumns", "afterSortColumns"] as const).map((kind) =>
            runPage(store().open, scope, everyRun, order, { kind, values }, 1_000),
          ),
        );
        const isTied = (row: RunRow) => {
          // Merged with itself under another store's name, a row lies right behind those it ties with.
          const pair = mergePages([[{ ...row, store: "b" }], [{ ...there, store: "a" }]], order);
          const turned = mergePages([[{ ...row, store: "a" }], [{ ...there, store: "b" }]], order);
          return pair[0]?.store === "a" && turned[0]?.store === "a";
        };
        const ids = (list: readonly RunRow[] | undefined) => list?.map(({ mlflowId }) => mlflowId);
        const firstTied = rows.findIndex(isTied);
        const ties = rows.filter(isTied).length;
        expect(ids(from)).toEqual(ids(rows.slice(firstTied)));
        expect(ids(after)).toEqual(ids(rows.slice(firstTied + ties)));
      }),
      { seed, numRuns: 30 },
    );
  }, 120_000);

  describe("LIKE and ILIKE", () => {
    const found = async (operator: "LIKE" | "ILIKE", text: string) => {
      const wanted: Condition = { field: { kind: "param", key: "key one" }, operator, text };
      const rows = await runPage(
        store().open,
        scope,
        { ...everyRun, condition: wanted },
        listOrder<RunRow>(runList),
        start,
        1_000,
      );
      const texts = rows.map(({ mlflowId }) => searchedRuns.find(({ id }) => id === mlflowId)?.params["key one"]);
      return new Set(texts);
    };
    const present = new Set(searchedRuns.flatMap(({ params }) => params["key one"] ?? []));
    const those = (matches: (text: string) => boolean) => new Set([...present].filter(matches));

    test("LIKE keeps capitals and accents apart, `%` is any text and `_` one character", async () => {
      expect(await found("LIKE", "a")).toEqual(those((text) => text === "a"));
      expect(await found("LIKE", "A%")).toEqual(those((text) => text.startsWith("A")));
      expect(await found("LIKE", "%a_b%")).toEqual(those((text) => /a.b/su.test(text)));
      expect(await found("LIKE", "%")).toEqual(present);
      expect(await found("LIKE", "*")).toEqual(new Set());
      expect(await found("LIKE", "a*b")).toEqual(those((text) => text === "a*b"));
      expect(await found("LIKE", "a[b]")).toEqual(those((text) => text === "a[b]"));
      expect(await found("LIKE", "a?b")).toEqual(new Set());
    });

    test("ILIKE sees no capitals", async () => {
      expect(await found("ILIKE", "STRA%")).toEqual(those((text) => text.toLowerCase().startsWith("stra")));
      expect(await found("ILIKE", "LINE%")).toEqual(those((text) => text.startsWith("line")));
    });
  });

  /** Pages by the place of the last row, as cursors do. */
  async function walk(order: ListOrder<RunRow>, size: number): Promise<string[]> {
    const ids: string[] = [];
    for (let position = start; ; ) {
      const rows = await runPage(store().open, scope, everyRun, order, position, size);
      ids.push(...rows.map(({ mlflowId }) => mlflowId));
      const last = rows.at(-1);
      if (!last || rows.length < size) return ids;
      position = { kind: "after", values: order.place(last) };
    }
  }
});

function textComparison(field: Field, text: fc.Arbitrary<string>): fc.Arbitrary<Comparison> {
  return fc.oneof(
    fc.record({
      field: fc.constant(field),
      operator: fc.constantFrom("=", "!=", "CONTAINS", "STARTS WITH", "ENDS WITH"),
      text,
    }),
    fc.record({
      field: fc.constant(field),
      operator: fc.constantFrom("IN", "NOT IN"),
      texts: fc.array(text, { maxLength: 3 }),
    }),
    fc.constant<Comparison>({ field, operator: "EXISTS" }),
  );
}

function attribute(name: string): Field {
  return { kind: "attribute", name };
}

/** The order said anew: what is missing last, NaN right before it, texts by their bytes. */
function byTerms({ terms }: ListOrder<RunRow>): (a: RunFacts, b: RunFacts) => number {
  return (a, b) => {
    for (const { by, direction } of terms) {
      const order = compareValues(sortValue(a, by), sortValue(b, by), direction === "ascending" ? 1 : -1);
      if (order !== 0) return order;
    }
    return 0;
  };
}

function sortValue(run: RunFacts, by: OrderTerm["by"]): string | number | bigint | null {
  if (by.kind === "attribute") return run.attributes[by.name === "name" ? "run_name" : by.name] ?? null;
  if (by.kind === "metric") return run.metrics[by.key] ?? null;
  return (by.kind === "param" ? run.params : run.tags)[by.key] ?? null;
}

type Value = string | number | bigint | null;

function compareValues(a: Value, b: Value, sign: number): number {
  const rank = (value: Value) => (value === null ? 2 : Number.isNaN(value) ? 1 : 0);
  if (rank(a) !== rank(b) || rank(a) > 0) return rank(a) - rank(b);
  if (typeof a === "string") return sign * Buffer.compare(Buffer.from(a), Buffer.from(String(b)));
  const [x, y] = [a as number | bigint, b as number | bigint];
  return sign * (Number(x > y) - Number(x < y));
}
