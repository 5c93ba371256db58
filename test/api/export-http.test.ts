import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { fixtureStore } from "../support/fixtures.js";
import { startServer, type TestServer } from "../support/start-server.js";
import {
  bareExport,
  exportLines,
  exportPath,
  exportText,
  fetchExport,
  refusal,
  runId,
  withServer,
} from "./export-client.js";
import { send } from "./http-client.js";
import { until } from "./limits-watch.js";

const fixture = fixtureStore("sqlite");
const run = runId(fixture.oracle.runs[0]?.runId ?? "");
const down = { name: "down", url: "postgresql://nobody:secret@127.0.0.1:1/mlflow" };
const paths = ["runs.csv", "runs.ndjson", "metric-history.csv", "metric-history.ndjson"] as const;
const ofHistory = { run, keys: "loss" };
const parametersOf = (path: string) => (path.startsWith("metric") ? ofHistory : {});

describe("exports", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer({ stores: [fixture], corsOrigins: ["https://console.example"] });
  });
  afterAll(() => server.close());

  describe.each(paths)("%s", (path) => {
    test.each([
      ["no token", null, "TOKEN_MISSING"],
      ["another token", "Bearer another-token-0123456789", "TOKEN_WRONG"],
    ])("gives nothing for %s, and asks no store", async (_, authorization, reason) => {
      server.statements();
      for (const method of ["GET", "HEAD"]) {
        const answer = await send(server, {
          method,
          path: exportPath(path, parametersOf(path)),
          headers: { authorization, "content-type": null },
        });
        expect([answer.status, answer.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
        expect(answer.failures).toEqual(method === "HEAD" ? [] : [`UNAUTHENTICATED ${reason}`]);
      }
      expect(server.statements()).toEqual([]);
    });

    test("is a file to keep to oneself, with a name and a type", async () => {
      const { status, headers } = await fetchExport(server, path, parametersOf(path), { method: "HEAD" });
      const name = path.startsWith("metric") ? path.replace(".", `-${fixture.oracle.runs[0]?.runId}.`) : path;
      const type = path.endsWith(".csv")
        ? "text/csv; charset=utf-8; header=present"
        : "application/x-ndjson; charset=utf-8";
      expect(status).toBe(200);
      expect(headers.get("content-type")).toBe(type);
      expect(headers.get("content-disposition")).toBe(`attachment; filename="${name}"`);
      expect(headers.get("cache-control")).toBe("no-store");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
      const whole = await fetchExport(server, path, parametersOf(path));
      const told = ["content-type", "content-disposition", "cache-control"];
      expect(told.map((one) => whole.headers.get(one))).toEqual(told.map((one) => headers.get(one)));
      await whole.arrayBuffer();
    });

    test("is had with GET only", async () => {
      const answer = await send(server, { method: "POST", path: exportPath(path), body: "{}" });
      expect([answer.status, answer.headers.get("allow"), answer.failures]).toEqual([
        405,
        "GET, HEAD",
        ["INVALID METHOD_NOT_ALLOWED"],
      ]);
    });

    test("can be read by a page of a listed origin, also where it is refused", async () => {
      for (const parameters of [parametersOf(path), { nonsense: "1" }]) {
        const { headers } = await send(server, {
          method: "GET",
          path: exportPath(path, parameters),
          headers: { origin: "https://console.example", "content-type": null },
        });
        expect(headers.get("access-control-allow-origin")).toBe("https://console.example");
      }
    });
  });

  test.each<[string, Readonly<Record<string, string | string[]>>, number, string]>([
    ["runs.csv", { first: "10" }, 400, "INVALID UNKNOWN_PARAMETER"],
    ["runs.ndjson", { spreadsheet: "true" }, 400, "INVALID UNKNOWN_PARAMETER"],
    ["metric-history.csv", { ...ofHistory, maxPoints: "10" }, 400, "INVALID UNKNOWN_PARAMETER"],
    ["runs.csv", { viewType: "EVERY" }, 400, "INVALID BAD_PARAMETER"],
    ["runs.csv", { viewType: ["ALL", "ALL"] }, 400, "INVALID PARAMETER_REPEATED"],
    ["runs.csv", { mlflowTags: "yes" }, 400, "INVALID BAD_PARAMETER"],
    ["runs.csv", { spreadsheet: "" }, 400, "INVALID BAD_PARAMETER"],
    ["runs.csv", { filter: "{" }, 400, "INVALID BAD_PARAMETER"],
    ["runs.csv", { filter: "3" }, 400, "INVALID BAD_PARAMETER"],
    ["runs.csv", { filter: '{"nonsense":1}' }, 400, "INVALID BAD_PARAMETER"],
    ["runs.csv", { filter: '{"__proto__":{"a":1}}' }, 400, "INVALID BAD_PARAMETER"],
    ["runs.csv", { orderBy: '{"metric":"auc","direction":"UP"}' }, 400, "INVALID BAD_PARAMETER"],
    ["runs.csv", { orderBy: "{}" }, 400, "INVALID ORDER_BY"],
    ["runs.csv", { orderBy: Array.from({ length: 6 }, () => '{"param":"a"}') }, 400, "LIMIT ORDER_TOO_LONG"],
    ["runs.csv", { filterString: "nonsense" }, 400, "INVALID FILTER_STRING"],
    ["runs.csv", { experiments: "nonsense" }, 400, "INVALID MALFORMED_ID"],
    ["runs.csv", { experiments: run }, 400, "INVALID NOT_AN_EXPERIMENT"],
    ["runs.csv", { stores: "nowhere" }, 404, "NOT_FOUND NOT_FOUND"],
    ["runs.csv", { params: Array.from({ length: 1_001 }, (_, at) => `${at}`) }, 400, "LIMIT LIST_TOO_LONG"],
    ["metric-history.csv", { ...ofHistory, steps: '{"from":9007199254740993}' }, 400, "INVALID BAD_PARAMETER"],
    ["metric-history.csv", { ...ofHistory, times: '{"from":"yesterday"}' }, 400, "INVALID BAD_PARAMETER"],
    ["metric-history.csv", { keys: "loss", run: runId("f".repeat(32)) }, 404, "NOT_FOUND NOT_FOUND"],
  ])("%s with %p is refused", async (path, parameters, status, failure) => {
    expect(await refusal(server, path, parameters)).toEqual([status, failure]);
    const { status: ofHead } = await fetchExport(server, path, parameters, { method: "HEAD" });
    expect(ofHead).toBe(status);
  });

  test("a word that the schema has is not given away by one that is nearly right", async () => {
    const response = await fetchExport(server, "runs.csv", { viewType: "ACTIVE_ONLI" });
    expect(await response.text()).not.toMatch(/did you mean|ACTIVE_ONLY/i);
  });

  test("HEAD reads no more than the first page", async () => {
    server.statements();
    await fetchExport(server, "metric-history.csv", ofHistory, { method: "HEAD" });
    // The run, and a page of its points.
    expect(server.statements()).toHaveLength(2);
  });
});

describe("a store that is down", () => {
  test("refuses the whole file, unless it is left out; never is a file short of its runs", async () => {
    const stores = [{ name: "main", url: fixture.url }, down];
    await withServer({ stores }, async (server) => {
      for (const path of ["runs.csv", "runs.ndjson"]) {
        expect(await refusal(server, path)).toEqual([503, "UNAVAILABLE STORE_UNREACHABLE"]);
        expect(await refusal(server, path, { params: "", metrics: "", tags: "" })).toEqual([
          503,
          "UNAVAILABLE STORE_UNREACHABLE",
        ]);
      }
      const lines = await exportLines<{ store: string }>(server, "runs", { stores: "main" });
      expect(new Set(lines.map(({ store }) => store))).toEqual(new Set(["main"]));
      expect(await refusal(server, "metric-history.csv", { run: runId("a", "down"), keys: "a" })).toEqual([
        503,
        "UNAVAILABLE STORE_UNREACHABLE",
      ]);
    });
  });
});

describe("runs of several stores", () => {
  test("are one file in one order", async () => {
    const others = [fixtureStore("postgres"), fixtureStore("sqlite", "2.22.0")];
    const stores = [fixture, ...others].map(({ url }, at) => ({ name: `s${at}`, url }));
    await withServer({ stores }, async (server) => {
      const lines = await exportLines<{ id: string; startTime: string }>(server, "runs", { viewType: "ALL" });
      const all = [fixture, ...others].flatMap(({ oracle }, at) =>
        oracle.runs.map((one) => runId(one.runId, `s${at}`)),
      );
      expect(lines.map(({ id }) => id).sort()).toEqual(all.sort());
      const times = lines.map(({ startTime }) => startTime);
      expect(times).toEqual([...times].sort().reverse());
    });
  });
});

describe("exports at once", () => {
  let server: TestServer;
  afterEach(() => server.close());

  test("are no more than the limit; one that ends, is refused or is left makes room", async () => {
    server = await startServer({ stores: [fixture], limits: { exportsMax: 1 } });
    for (const _ of [1, 2, 3]) {
      await exportText(server, "runs.csv");
      await fetchExport(server, "runs.csv", {}, { method: "HEAD" });
      expect(await refusal(server, "runs.csv", { nonsense: "1" })).toEqual([400, "INVALID UNKNOWN_PARAMETER"]);
      const client = await bareExport(server, exportPath("runs.csv"));
      client.socket.destroy();
      await until(async () => (await fetchExport(server, "runs.csv")).status === 200);
    }
  });

  test("are refused where they are turned off, and the graph goes on", async () => {
    server = await startServer({ stores: [fixture], limits: { exportsMax: 0 } });
    expect(await refusal(server, "runs.csv")).toEqual([429, "LIMIT TOO_MANY_EXPORTS"]);
    expect((await server.query("{ runs { nodes { id } } }")).errors).toBeUndefined();
  });
});
