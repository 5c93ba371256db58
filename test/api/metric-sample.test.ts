import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { describeDialects } from "../support/describe-stores.js";
import { insertMetricPoints } from "../support/metric-points.js";
import { type NumberStore, numberStore, point } from "./number-series.js";

interface Answer {
  readonly run: {
    readonly metricHistory: readonly {
      readonly sample: "GRID" | "EXTREMES" | null;
      readonly isSampled: boolean;
      readonly columns: { readonly steps: readonly number[] };
    }[];
  };
}

describeDialects("the sample of a metric's history", (dialect) => {
  let store: NumberStore;

  beforeAll(async () => {
    store = await numberStore(dialect);
    const points = Array.from({ length: 400 }, (_, step) => point("spiked", BigInt(step), step === 123 ? 9 : 1));
    await insertMetricPoints(store.sql, dialect, store.run, points);
  }, 60_000);
  afterAll(() => store.close());

  test.each([
    ["maxPoints: 4", { sample: "GRID", steps: [0, 133, 266, 399] }],
    ["maxPoints: 4, sample: GRID", { sample: "GRID", steps: [0, 133, 266, 399] }],
    ["maxPoints: 4, sample: EXTREMES", { sample: "EXTREMES", steps: [0, 123, 200] }],
    ["maxPoints: 4, sample: EXTREMES, steps: { from: 10, to: 13 }", { sample: null, steps: [10, 11, 12, 13] }],
    ["first: 2, sample: EXTREMES", { sample: null, steps: [0, 1] }],
  ])("asked for with %s", async (args, { sample, steps }) => {
    const data = await store.server.data<Answer>(
      `query ($run: String!) { run(store: "main", mlflowId: $run) { metricHistory(keys: ["spiked"], ${args}) { sample isSampled columns { steps } } } }`,
      { run: store.run },
    );
    expect(data.run.metricHistory).toEqual([{ sample, isSampled: sample !== null, columns: { steps } }]);
  });
});
