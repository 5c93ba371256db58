import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { type EmptiedStore, emptiedStore } from "../stores/emptied-store.js";
import { fillForSearch, runsThatMlflowReads, searchedExperiments } from "../stores/search-store.js";
import { describeBesideLiveMlflow } from "../support/describe-stores.js";
import { startServer, type TestServer } from "../support/start-server.js";
import { type MlflowServer, startMlflow } from "./mlflow-server.js";
import { type Found, foundByGraph, foundByMlflow } from "./search-answers.js";
import { searchCases } from "./search-cases.js";

jest.setTimeout(240_000);

const experimentIds = searchedExperiments.map(({ id }) => id);
const cases = searchCases();

describeBesideLiveMlflow.each(["postgres", "sqlite"] as const)("searches beside a live MLflow on %s", (dialect) => {
  let database: EmptiedStore;
  let mlflow: MlflowServer;
  let server: TestServer;
  /** What MLflow finds, in the order of the cases. */
  let expected: Found[];

  beforeAll(async () => {
    database = await emptiedStore(dialect, "3.17.2");
    await fillForSearch(database, runsThatMlflowReads);
    mlflow = await startMlflow(database.url);
    server = await startServer({ stores: [database] });
    expected = [];
    for (const search of cases) expected.push(sorted(await foundByMlflow(mlflow.url, experimentIds, search)));
  });

  afterAll(async () => {
    await server?.close();
    await mlflow?.stop();
    await database?.drop();
  });

  test("the searches are many, and many find something", () => {
    expect(expected).toHaveLength(300);
    expect(expected.filter((found) => found !== "refused" && found.length > 0).length).toBeGreaterThan(150);
  });

  test("MLflow's filter strings find what MLflow finds", async () => {
    for (const [at, { list, filterString }] of cases.entries()) {
      const found = sorted(await foundByGraph(server, list, { filterString }));
      expect([list, filterString, found]).toEqual([list, filterString, expected[at]]);
    }
  });

  test("so do typed filters that say the same", async () => {
    for (const [at, { list, filter, filterString }] of cases.entries()) {
      if (filter === null) continue;
      const found = sorted(await foundByGraph(server, list, { filter }));
      expect([filter, filterString, found]).toEqual([filter, filterString, expected[at]]);
    }
  });

  test("`or` and `not` of typed filters are unions and complements of what MLflow finds", async () => {
    const everything = sorted(await foundByMlflow(mlflow.url, experimentIds, { list: "runs", filterString: "" }));
    const runs = cases.map((search, at) => ({ ...search, found: expected[at] })).filter(({ list }) => list === "runs");
    for (const [at, { filter, found }] of runs.entries()) {
      const other = runs[at + 1];
      if (filter === null || found === "refused" || !other?.filter || other.found === "refused") continue;
      const [one, two] = [new Set(found), new Set(other.found)];
      const either = await foundByGraph(server, "runs", { filter: { or: [filter, other.filter] } });
      expect([filter, sorted(either)]).toEqual([filter, sorted([...new Set([...one, ...two])])]);
      const neither = await foundByGraph(server, "runs", { filter: { not: { or: [filter, other.filter] } } });
      const rest = (everything as readonly string[]).filter((id) => !one.has(id) && !two.has(id));
      expect([filter, sorted(neither)]).toEqual([filter, rest]);
    }
  });

  test.each([
    ["metrics.auc DESC", { metric: "auc", direction: "DESCENDING" }],
    ["metrics.auc ASC", { metric: "auc", direction: "ASCENDING" }],
    ["metrics.nan ASC", { metric: "nan" }],
    ["metrics.`val/auc` DESC", { metric: "val/auc", direction: "DESCENDING" }],
    ["metrics.absent DESC", { metric: "absent", direction: "DESCENDING" }],
    ["attributes.end_time ASC", { attribute: "END_TIME" }],
    ["attributes.end_time DESC", { attribute: "END_TIME", direction: "DESCENDING" }],
    ["start_time ASC", { attribute: "START_TIME" }],
    ["attributes.status DESC", { attribute: "STATUS", direction: "DESCENDING" }],
  ])("runs by %s come in MLflow's order", async (orderBy, order) => {
    const search = { list: "runs", filterString: "", orderBy: [orderBy] } as const;
    const found = await foundByMlflow(mlflow.url, experimentIds, search);
    expect(await foundByGraph(server, "runs", { orderBy: [order] })).toEqual(found);
    expect(found).toHaveLength(80);
  });

  test.each([
    ["runs", "params.k RLIKE 'a'"],
    ["runs", "status IN ('RUNNING')"],
    ["experiments", "name like 'a'"],
    ["registeredModels", "name RLIKE 'a'"],
    ["modelVersions", "version_number = 1.5"],
  ] as const)("of %s: %s is refused by both", async (list, filterString) => {
    expect(await foundByMlflow(mlflow.url, experimentIds, { list, filterString })).toBe("refused");
    expect(await foundByGraph(server, list, { filterString })).toBe("refused");
  });

  test("the prompt tag switches MLflow's search to prompts; here it finds no models, and its opposite all", async () => {
    const isPrompt = "tags.`mlflow.prompt.is_prompt` = 'true'";
    const isNone = "tags.`mlflow.prompt.is_prompt` != 'true'";
    const ask = (filterString: string) => ({ list: "registeredModels", filterString }) as const;
    expect(await foundByMlflow(mlflow.url, experimentIds, ask(isPrompt))).toEqual(["a prompt"]);
    expect(await foundByGraph(server, "registeredModels", { filterString: isPrompt })).toEqual([]);
    const models = sorted(await foundByMlflow(mlflow.url, experimentIds, ask(isNone)));
    expect(sorted(await foundByGraph(server, "registeredModels", { filterString: isNone }))).toEqual(models);
  });
});

function sorted(found: Found): Found {
  return found === "refused" ? found : [...found].sort();
}
