import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { describeDialects, describeFixtures } from "../support/describe-stores.js";
import { fixtureStore } from "../support/fixtures.js";
import { insertMetricPoints, type MetricPoint } from "../support/metric-points.js";
import { startServer, type TestServer } from "../support/start-server.js";
import { spelled } from "./expected-graph.js";
import { exportCsv, exportLines, refusal, runId, withServer, withStore } from "./export-client.js";
import { graphReader } from "./graph-reader.js";

interface Line {
  readonly key: string;
  readonly step: number | string;
  readonly timestamp: number | string;
  readonly value: number | string;
}
const asRow = ({ key, step, timestamp, value }: Line) => [key, step, timestamp, value];

describeFixtures("an export of a metric's history says what MLflow says", ({ url, oracle }) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer({ stores: [{ url }], limits: { historyPointsMax: 7 } });
  });
  afterAll(() => server.close());

  test("as NDJSON and as CSV, point for point and in the graph's order", async () => {
    for (const [name, points] of Object.entries(oracle.histories)) {
      const [run = "", key = ""] = [name.slice(0, 32), name.slice(33)];
      const lines = await exportLines<Line>(server, "metric-history", { run: runId(run), keys: key });
      const expected = points.map(([step, timestamp, value]) => [key, step, timestamp, spelled(value)]);
      const inAnyOrder = (rows: readonly (readonly unknown[])[]) => rows.map((row) => row.map(String).join(" ")).sort();
      expect(inAnyOrder(lines.map(asRow))).toEqual(inAnyOrder(expected));
      const graph = (await graphReader(server, 5).history(run, key))?.columns ?? [];
      expect(lines.map(asRow)).toEqual(graph.map((point) => [key, ...point]));
      const { header, rows } = await exportCsv(server, "metric-history", { run: runId(run), keys: key });
      expect(header).toEqual(["key", "step", "timestamp", "value"]);
      expect(rows).toEqual(lines.map((line) => asRow(line).map(String)));
    }
  });

  test("of several metrics one after the other, each once, in the order asked for; of none that is not there", async () => {
    const run = oracle.runs.find(({ metrics }) => "loss" in metrics && "auc" in metrics);
    const keys = ["loss", "nobody has it", "auc", "loss"];
    const lines = await exportLines<Line>(server, "metric-history", { run: runId(run?.runId ?? ""), keys });
    const changes = lines.map(({ key }) => key).filter((key, at, all) => key !== all[at - 1]);
    expect(changes).toEqual(["loss", "auc"]);
    const none = await exportCsv(server, "metric-history", { run: runId(run?.runId ?? ""), keys: "nobody has it" });
    expect(none).toEqual({ header: ["key", "step", "timestamp", "value"], rows: [] });
  });
});

describeDialects("an export of a metric's history", (dialect) => {
  test("keeps every bit of every number", async () => {
    await withStore(dialect, async (store, sql) => {
      const run = fixtureStore(dialect).oracle.runs[0]?.runId ?? "";
      const key = 'hard, "key"\n\u{1F989}';
      const point = (step: bigint, value: number, rest: Partial<MetricPoint> = {}): MetricPoint => ({
        key: "hard",
        step,
        timestamp: 1n,
        value,
        isNan: false,
        ...rest,
      });
      await insertMetricPoints(sql, dialect, run, [
        point(-(2n ** 63n), 5e-324),
        point(-1n, 0.1 + 0.2),
        point(0n, 0, { isNan: true }),
        point(1n, Number.MAX_VALUE, { timestamp: 2n ** 53n }),
        point(2n, -Number.MAX_VALUE, { timestamp: -(2n ** 63n) }),
        point(2n ** 53n - 1n, 1e21),
        point(2n ** 53n, -1.5),
        point(2n ** 63n - 1n, 2.1579547707006807e-15),
      ]);
      await sql.query('update metrics set "key" = ? where "key" = ?', [key, "hard"]);
      await withServer({ stores: [store], limits: { historyPointsMax: 3 } }, async (server) => {
        const expected = [
          ["-9223372036854775808", 1, 5e-324],
          [-1, 1, 0.1 + 0.2],
          [0, 1, "NaN"],
          [1, "9007199254740992", "Infinity"],
          [2, "-9223372036854775808", "-Infinity"],
          [9_007_199_254_740_991, 1, 1e21],
          ["9007199254740992", 1, -1.5],
          ["9223372036854775807", 1, 2.1579547707006807e-15],
        ].map((row) => [key, ...row]);
        const lines = await exportLines<Line>(server, "metric-history", { run: runId(run), keys: key });
        expect(lines.map(asRow)).toEqual(expected);
        const { rows } = await exportCsv(server, "metric-history", { run: runId(run), keys: key });
        expect(rows).toEqual(expected.map((row) => row.map(String)));
        const parts = await exportLines<Line>(server, "metric-history", {
          run: runId(run),
          keys: key,
          steps: JSON.stringify({ from: 2, to: "9007199254740992" }),
          times: JSON.stringify({ from: "1970-01-01T00:00:00.001Z" }),
        });
        expect(parts.map(({ step }) => step)).toEqual([9_007_199_254_740_991, "9007199254740992"]);
      });
    });
  });

  test("is refused for what cannot be exported, as the graph would", async () => {
    await withServer({ stores: [fixtureStore(dialect)] }, async (server) => {
      const ask = (parameters: Readonly<Record<string, string | string[]>>) =>
        refusal(server, "metric-history.csv", parameters);
      const run = runId(fixtureStore(dialect).oracle.runs[0]?.runId ?? "");
      expect(await ask({ run: runId("f".repeat(32)), keys: "a" })).toEqual([404, "NOT_FOUND NOT_FOUND"]);
      expect(await ask({ run: runId("a", "nowhere"), keys: "a" })).toEqual([404, "NOT_FOUND NOT_FOUND"]);
      expect(await ask({ run: "nonsense", keys: "a" })).toEqual([400, "INVALID MALFORMED_ID"]);
      expect(await ask({ keys: "a" })).toEqual([400, "INVALID PARAMETER_MISSING"]);
      expect(await ask({ run })).toEqual([400, "INVALID PARAMETER_MISSING"]);
      expect(await ask({ run: [run, run], keys: "a" })).toEqual([400, "INVALID PARAMETER_REPEATED"]);
      expect(await ask({ run, keys: Array.from({ length: 101 }, (_, at) => `${at}`) })).toEqual([
        400,
        "LIMIT LIST_TOO_LONG",
      ]);
    });
  });
});
