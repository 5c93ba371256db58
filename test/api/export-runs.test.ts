import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { compareBytes } from "../../src/rules/bytes.js";
import { formatGlobalId } from "../../src/rules/global-id.js";
import { describeDialects, describeFixtures } from "../support/describe-stores.js";
import { fixtureStore } from "../support/fixtures.js";
import type { OracleRun } from "../support/oracle.js";
import { startServer, type TestServer } from "../support/start-server.js";
import { isoText, spelled } from "./expected-graph.js";
import {
  exportCsv,
  exportCsvObjects,
  exportLines,
  exportText,
  refusal,
  runId,
  withServer,
  withStore,
} from "./export-client.js";

const fixed = ["id", "store", "runId", "name", "experimentId", "experimentName", "status", "lifecycleStage"];
const columns = [...fixed, "startTime", "endTime", "artifactUri"];

describeFixtures("an export of runs says what MLflow says", ({ url, oracle }) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer({ stores: [{ url }] });
  });
  afterAll(() => server.close());

  const runsOf = (isShown: (run: OracleRun) => boolean) => oracle.runs.filter(isShown);
  const isActive = ({ lifecycleStage }: OracleRun) => lifecycleStage === "active";
  const metricsOf = ({ metrics }: OracleRun) =>
    Object.fromEntries(Object.entries(metrics).map(([key, value]) => [key, spelled(value)]));

  function expectedLine(run: OracleRun) {
    return {
      id: runId(run.runId),
      store: "main",
      runId: run.runId,
      name: run.name,
      experimentId: run.experimentId,
      experimentName: oracle.experiments.find(({ experimentId }) => experimentId === run.experimentId)?.name,
      status: run.status,
      lifecycleStage: run.lifecycleStage.toUpperCase(),
      startTime: isoText(run.startTime),
      endTime: run.endTime === null ? null : isoText(run.endTime),
      artifactUri: run.artifactUri,
      params: run.params,
      metrics: metricsOf(run),
      tags: run.tags,
    };
  }

  /** A run's cells, by column, in a table of some runs. */
  function expectedCells(run: OracleRun, names: readonly string[]) {
    const { params, metrics, tags, ...cells } = expectedLine(run);
    const keyed = { params, metrics, tags };
    const all = Object.entries(keyed).flatMap(([kind, values]) =>
      Object.entries(values).map(([key, value]) => [`${kind}.${key}`, String(value)] as const),
    );
    const found: Readonly<Record<string, unknown>> = { ...cells, ...Object.fromEntries(all) };
    return Object.fromEntries(names.map((name) => [name, found[name] ?? null]));
  }

  const keysOf = (runs: readonly OracleRun[], kind: "params" | "metrics" | "tags") =>
    [...new Set(runs.flatMap((run) => Object.keys(run[kind])))].sort(compareBytes).map((key) => `${kind}.${key}`);

  test.each([
    ["ACTIVE_ONLY", isActive],
    ["DELETED_ONLY", (run: OracleRun) => !isActive(run)],
    ["ALL", () => true],
  ] as const)("as NDJSON and as CSV, in MLflow's order (%s)", async (viewType, isShown) => {
    const runs = runsOf(isShown);
    expect(await exportLines(server, "runs", { viewType })).toEqual(runs.map(expectedLine));
    const csv = await exportCsv(server, "runs", { viewType });
    const keys = (["params", "metrics", "tags"] as const).flatMap((kind) => keysOf(runs, kind));
    expect(csv.header).toEqual([...columns, ...keys]);
    expect(await exportCsvObjects(server, "runs", { viewType })).toEqual(
      runs.map((run) => expectedCells(run, csv.header)),
    );
  });

  test("with the searches of MLflow, of some experiments, in an order of one's own", async () => {
    for (const [filterString, expected] of Object.entries(oracle.searches)) {
      const lines = await exportLines<{ runId: string }>(server, "runs", { filterString, params: "", tags: "" });
      expect(lines.map(({ runId: id }) => id).sort()).toEqual([...expected].sort());
    }
    const experiment = oracle.experiments.find(({ name }) => name === "fraud/detection")?.experimentId ?? "";
    const ordered = await exportLines<{ runId: string }>(server, "runs", {
      experiments: formatGlobalId("main", "Experiment", experiment),
      orderBy: JSON.stringify({ metric: "auc", direction: "DESCENDING" }),
      filter: JSON.stringify({ metrics: [{ key: "auc", exists: true }] }),
    });
    expect(ordered.slice(0, 5).map(({ runId: id }) => id)).toEqual(oracle.ordered);
  });

  test("with the keys asked for alone, in their order, also those that nobody has", async () => {
    const runs = runsOf(isActive);
    const asked = { params: ["solver", "nobody has it", "C"], metrics: "", tags: "team" };
    const csv = await exportCsv(server, "runs", asked);
    expect(csv.header).toEqual([...columns, "params.solver", "params.nobody has it", "params.C", "tags.team"]);
    expect(await exportCsvObjects(server, "runs", asked)).toEqual(runs.map((run) => expectedCells(run, csv.header)));
    const lines = await exportLines<{ params: object; metrics: object; tags: object }>(server, "runs", asked);
    const only = (map: Readonly<Record<string, string>>, keys: readonly string[]) =>
      Object.fromEntries(Object.entries(map).filter(([key]) => keys.includes(key)));
    expect(lines.map(({ params, metrics, tags }) => ({ params, metrics, tags }))).toEqual(
      runs.map((run) => ({ params: only(run.params, asked.params), metrics: {}, tags: only(run.tags, ["team"]) })),
    );
  });

  test("without MLflow's own tags", async () => {
    const { header } = await exportCsv(server, "runs", { mlflowTags: "false" });
    expect(header.filter((name) => name.startsWith("tags."))).toEqual(
      keysOf(runsOf(isActive), "tags").filter((name) => !name.startsWith("tags.mlflow.")),
    );
    const lines = await exportLines<{ tags: object }>(server, "runs", { mlflowTags: "false" });
    expect(lines.flatMap(({ tags }) => Object.keys(tags)).filter((key) => key.startsWith("mlflow."))).toEqual([]);
    expect(lines.flatMap(({ tags }) => Object.keys(tags)).length).toBeGreaterThan(0);
  });

  test("is a header alone, or nothing, where no run is found", async () => {
    const nobody = { filterString: "params.nobody = 'x'" };
    expect(await exportText(server, "runs.csv", nobody)).toBe(`${columns.join(",")}\r\n`);
    expect(await exportText(server, "runs.ndjson", nobody)).toBe("");
  });
});

describeDialects("an export of runs", (dialect) => {
  const hard: Readonly<Record<string, string>> = {
    comma: "a,b;c\td",
    quote: "say \"no\" and 'yes'",
    "line break": "one\ntwo\r\nthree\rfour",
    blank: "  around  ",
    empty: "",
    formula: '=HYPERLINK("http://x.example","y")',
    unicode: "naïve Straße 日本語 \u{1F989}\u200D\u2B1B e\u0301 \u2028",
    '\u{1F989} key, with "all"': "-1.5",
    "10": "ten",
    "9": "nine",
    ["__proto__"]: "own",
  };
  const name = 'run "7", =1+1\nnext \u{1F680}';

  test("keeps names and values that are hard to write", async () => {
    await withStore(dialect, async (store, sql) => {
      const run = fixtureStore(dialect).oracle.runs[0]?.runId ?? "";
      await sql.query("update runs set name = ? where run_uuid = ?", [name, run]);
      for (const [key, value] of Object.entries(hard)) {
        await sql.query('insert into params ("key", value, run_uuid) values (?, ?, ?)', [key, value, run]);
        await sql.query('insert into tags ("key", value, run_uuid) values (?, ?, ?)', [key, value, run]);
      }
      const numbers: Readonly<Record<string, readonly [value: number, isNan: boolean]>> = {
        "m,sum": [0.1 + 0.2, false],
        "m nan": [0, true],
        "m inf": [-Number.MAX_VALUE, false],
        "m tiny": [5e-324, false],
      };
      for (const [key, [value, isNan]] of Object.entries(numbers)) {
        await sql.query(
          'insert into latest_metrics ("key", value, "timestamp", step, is_nan, run_uuid) values (?, ?, 1, 1, ?, ?)',
          [key, value, dialect === "sqlite" ? Number(isNan) : isNan, run],
        );
      }
      await withServer({ stores: [store] }, async (server) => {
        const one = { viewType: "ALL", filter: JSON.stringify({ mlflowId: { equals: run } }) };
        const [line] = await exportLines<Record<string, Readonly<Record<string, unknown>>>>(server, "runs", one);
        const [cells] = await exportCsvObjects(server, "runs", one);
        expect([line?.name, cells?.name]).toEqual([name, name]);
        for (const [key, value] of Object.entries(hard)) {
          expect([key, Object.entries(line?.params ?? {}).find(([one]) => one === key)?.[1]]).toEqual([key, value]);
          expect([key, Object.entries(line?.tags ?? {}).find(([one]) => one === key)?.[1]]).toEqual([key, value]);
          expect([key, cells?.[`params.${key}`], cells?.[`tags.${key}`]]).toEqual([key, value, value]);
        }
        expect(line?.metrics).toMatchObject({
          "m,sum": 0.1 + 0.2,
          "m nan": "NaN",
          "m inf": "-Infinity",
          "m tiny": 5e-324,
        });
        expect(cells).toMatchObject({
          "metrics.m,sum": "0.30000000000000004",
          "metrics.m nan": "NaN",
          "metrics.m inf": "-Infinity",
          "metrics.m tiny": "5e-324",
        });
        const sheet = await exportText(server, "runs.csv", { ...one, spreadsheet: "true", tags: "", metrics: "m inf" });
        expect(sheet.startsWith("\uFEFFid,store,")).toBe(true);
        expect(sheet).toContain(`,"'=HYPERLINK(""http://x.example"",""y"")",`);
        expect(sheet).toContain(",-1.5,");
        expect(sheet).toContain(",-Infinity\r\n");
      });
    });
  });

  test("reads runs page by page, with a fixed number of statements each, and runs with very many keys whole", async () => {
    await withStore(dialect, async (store, sql) => {
      const added = Array.from({ length: 120 }, (_, at) => `${at}`.padStart(32, "e"));
      await sql.script(
        `insert into runs (run_uuid, name, source_type, status, start_time, lifecycle_stage, experiment_id, user_id) values ${added
          .map((id, at) => `('${id}', 'added ${at}', 'LOCAL', 'FINISHED', ${1_900_000_000_000 - at}, 'active', 2, '')`)
          .join(", ")}`,
      );
      const pair = (run: string | undefined, key: string) => `('${key}', 'v', '${run}')`;
      const many = Array.from({ length: 23 }, (_, at) => `k${String(at).padStart(2, "0")}`);
      const rows = [...many.map((key) => pair(added[3], key)), ...many.map((key) => pair(added[60], key))];
      await sql.script(
        `insert into params values ${[...rows, ...added.slice(61).map((id) => pair(id, "k00"))].join(", ")}`,
      );
      await withServer({ stores: [store], limits: { keyValuePageSizeMax: 10 } }, async (server) => {
        const filter = JSON.stringify({ mlflowId: { startsWith: "eeee" } });
        server.statements();
        const lines = await exportLines<{ runId: string; params: object }>(server, "runs", { filter });
        // Three pages of five statements; two more for each run with 23 keys in pages of ten.
        expect(server.statements()).toHaveLength(3 * 5 + 2 * 2);
        expect(lines.map(({ runId: id }) => id)).toEqual(added);
        expect(Object.keys(lines[3]?.params ?? {})).toEqual(many);
        expect(Object.keys(lines[60]?.params ?? {})).toEqual(many);
        expect(lines.filter(({ params }) => Object.keys(params).length === 1)).toHaveLength(added.length - 61);
        expect(await refusal(server, "runs.csv", { filter })).toEqual([400, "LIMIT TOO_MANY_COLUMNS"]);
        const csv = await exportCsvObjects(server, "runs", { filter, params: ["k22", "k00"] });
        expect(csv.map((row) => row["params.k22"]).filter((value) => value === "v")).toHaveLength(2);
      });
    });
  });
});
