import { beforeAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import { seriesOfRuns as readSeriesOfRuns, seriesTotals } from "../../src/stores/mlflow/metric-history.js";
import { seriesKey } from "../../src/stores/series.js";
import type { MetricPoint } from "../support/metric-points.js";
import { describeEmptied, newestAndOldest } from "./describe-emptied.js";
import { scope } from "./opened-store.js";
import {
  awkwardSeries,
  columnsOf,
  everyPoint,
  inOrder,
  insertPoints,
  insertRuns,
  placeOf,
  plain,
  point,
  ranges,
  within,
} from "./series-points.js";

async function seriesOfRuns(...asked: Parameters<typeof readSeriesOfRuns>) {
  return new Map([...(await readSeriesOfRuns(...asked))].map(([key, columns]) => [key, plain(columns)]));
}

/** Pairs that MySQL's collations merge; the table holds both, since time, step and value are in its key too. */
const alike = ["Loss", "loss", "é", "e", "a", "a ", "\u{1F989}", "\u{10FFFF}", "\u{FFFD}"];
const oddKeys = ["", "'\"\\%_", "日本", ...alike];

const odd = [
  point(-(2n ** 63n), { timestamp: -(2n ** 63n), value: 0.1 + 0.2 }),
  point(-1, { timestamp: 9_007_199_254_740_993n, value: 5e-324 }),
  point(0, { value: 0 }),
  point(0, { value: 0, isNan: true }),
  point(0, { timestamp: 1_001n, value: -Number.MAX_VALUE }),
  point(0, { timestamp: 1_001n, value: Number.MAX_VALUE }),
  point(9_007_199_254_740_991n),
  point(9_007_199_254_740_992n),
  point(9_007_199_254_740_993n),
  point(2n ** 63n - 1n, { timestamp: 2n ** 63n - 1n, value: 1e21 }),
];

describeEmptied("metric histories", newestAndOldest, (store) => {
  beforeAll(async () => {
    await insertRuns(store(), "1", ["odd", "keys", "none"]);
    await insertPoints(store(), "odd", odd.toReversed());
    const rows = oddKeys.map((key, at) => ({
      key,
      value: at,
      timestamp: BigInt(at),
      step: 1n,
      is_nan: false,
      run_uuid: "keys",
    }));
    await store().database.insert("metrics", ...rows);
  });

  test("keep 64-bit steps and times, NaN beside 0, infinities and every bit of a value", async () => {
    const found = await seriesOfRuns(store().open, scope, ["odd"], everyPoint, 100, null);
    expect(found).toEqual(
      new Map([
        [
          seriesKey({ runId: "odd", key: "loss" }),
          {
            steps: [
              "-9223372036854775808",
              -1,
              0,
              0,
              0,
              0,
              9_007_199_254_740_991,
              "9007199254740992",
              "9007199254740993",
              "9223372036854775807",
            ],
            timestamps: [
              "-9223372036854775808",
              "9007199254740993",
              1_000,
              1_000,
              1_001,
              1_001,
              1_000,
              1_000,
              1_000,
              "9223372036854775807",
            ],
            values: [0.30000000000000004, 5e-324, 0, "NaN", "-Infinity", "Infinity", 0.5, 0.5, 0.5, 1e21],
          },
        ],
      ]),
    );
  });

  test("of keys that a collation merges stay apart", async () => {
    const { open } = store();
    const filter = { ...everyPoint, keys: oddKeys };
    const found = await seriesOfRuns(open, scope, ["keys", "none"], filter, 100, null);
    const one = (at: number) => ({ steps: [1], timestamps: [at], values: [at] });
    expect([...found].sort()).toEqual(oddKeys.map((key, at) => [seriesKey({ runId: "keys", key }), one(at)]).sort());
    const totals = await seriesTotals(open, scope, ["keys", "none"], filter);
    expect([...totals].sort()).toEqual(oddKeys.map((key) => [seriesKey({ runId: "keys", key }), 1]).sort());
    for (const key of ["LOSS", "E", "A", "a\u{1F989}", "x"]) {
      expect(await seriesOfRuns(open, scope, ["keys"], { ...everyPoint, keys: [key] }, 100, null)).toEqual(new Map());
      expect(await seriesTotals(open, scope, ["keys"], { ...everyPoint, keys: [key] })).toEqual(new Map());
    }
  });

  test("are cut at a limit, each by itself", async () => {
    const { open } = store();
    const found = await seriesOfRuns(open, scope, ["odd", "keys"], { ...everyPoint, keys: ["loss", "Loss"] }, 3, null);
    expect(found.get(seriesKey({ runId: "odd", key: "loss" }))).toEqual(columnsOf(odd.slice(0, 3)));
    expect(found.get(seriesKey({ runId: "keys", key: "loss" }))).toEqual({ steps: [1], timestamps: [4], values: [4] });
    expect(found.size).toBe(3);
  });

  test("in ranges of steps and times are the rows in them, complete and counted, on random series", async () => {
    let made = 0;
    await fc.assert(
      fc.asyncProperty(
        awkwardSeries(60).chain((points) => fc.record({ points: fc.constant(points), filter: ranges(points) })),
        async ({ points, filter: bounds }) => {
          const runId = `ranges-${++made}`;
          await insertRuns(store(), `${100 + made}`, [runId]);
          await insertPoints(store(), runId, points);
          const filter = { ...everyPoint, ...bounds };
          const wanted = inOrder(points).filter((one) => within(filter, one));
          const key = seriesKey({ runId, key: "loss" });
          const { open } = store();
          const found = await seriesOfRuns(open, scope, [runId], filter, 1_000, null);
          expect(found).toEqual(wanted.length === 0 ? new Map() : new Map([[key, columnsOf(wanted)]]));
          const totals = await seriesTotals(open, scope, [runId], filter);
          expect(totals).toEqual(wanted.length === 0 ? new Map() : new Map([[key, wanted.length]]));
        },
      ),
      { seed: 20_26, numRuns: 15 },
    );
  });

  test("read page by page equal the table, whatever the page size", async () => {
    let made = 0;
    await fc.assert(
      fc.asyncProperty(
        awkwardSeries(40),
        fc.array(fc.integer({ min: 1, max: 15 }), { minLength: 1 }),
        async (points, sizes) => {
          const runId = `pages-${++made}`;
          await insertRuns(store(), `${200 + made}`, [runId]);
          await insertPoints(store(), runId, points);
          expect(await readInPages(runId, inOrder(points), sizes)).toEqual(columnsOf(inOrder(points)));
        },
      ),
      { seed: 7, numRuns: 10 },
    );
  });

  /** Follows the pages by the places of their last points, found in the expected series by count. */
  async function readInPages(runId: string, wanted: readonly MetricPoint[], sizes: readonly number[]) {
    const read = { steps: [] as unknown[], timestamps: [] as unknown[], values: [] as unknown[] };
    for (let page = 0; ; page += 1) {
      const size = sizes[page % sizes.length] ?? 1;
      const last = wanted[read.steps.length - 1];
      const after = last === undefined ? null : placeOf(last);
      const found = await seriesOfRuns(store().open, scope, [runId], everyPoint, size, after);
      const columns = found.get(seriesKey({ runId, key: "loss" }));
      if (columns === undefined) return read;
      expect(columns.steps.length).toBeLessThanOrEqual(size);
      read.steps.push(...columns.steps);
      read.timestamps.push(...columns.timestamps);
      read.values.push(...columns.values);
    }
  }
});
