import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { addTraceAndPrompt } from "../api/trace-and-prompt.js";
import type { TestDatabase } from "../support/databases.js";
import { fixtureStores, mlflowStore } from "../support/fixtures.js";
import { repositoryRoot } from "../support/run-environment.js";
import { startServer, type TestServer } from "../support/start-server.js";
import { newestAndOldest } from "./describe-emptied.js";

/**
 * The SQL of each of these questions as the database sees it, Prisma's included, kept in test/golden/sql: so that a change of a
 * query shows in a review, for each database. `npm run sql` writes it anew.
 */
const folder = join(repositoryRoot, "test/golden/sql");
const operations = join(repositoryRoot, "schema/operations");

const moreQuestions: Readonly<Record<string, string>> = {
  "lineage-of-dataset": "query ($dataset: ID!) { lineage(of: $dataset) { complete nodes { id kind } } }",
  "experiment-by-name":
    '{ experiment(store: "main", name: "fraud/detection") { name tags { nodes { key } } datasets { nodes { name usedBy(first: 2) { nodes { name } } } } } }',
  nodes: "query ($dataset: ID!, $version: ID!, $part: ID!) { nodes(ids: [$dataset, $version, $part]) { id } }",
  "metric-history-after":
    'query ($run: ID!, $cursor: String!) { node(id: $run) { ... on Run { metricHistory(keys: ["loss"], first: 2, after: $cursor) { columns { steps } } } } }',
  "metric-sample-by-time":
    'query ($run: ID!) { node(id: $run) { ... on Run { metricHistory(keys: ["loss"], maxPoints: 10, times: { from: "2026-01-01T00:00:00.000Z" }) { columns { steps } } } } }',
  "metric-extremes":
    'query ($run: ID!) { node(id: $run) { ... on Run { metricHistory(keys: ["loss", "acc"], maxPoints: 10, sample: EXTREMES) { sample columns { steps } } } } }',
  "runs-after":
    "query ($experiment: ID!, $after: String!) { node(id: $experiment) { ... on Experiment { runs(first: 2, after: $after) { nodes { name } } } } }",
  "search-runs":
    '{ runs(filterString: "metrics.auc > 0.8 and params.solver = \'lbfgs\' and tags.team LIKE \'ri%\' and dataset.name = \'x\'", filter: { or: [{ name: { contains: "100%" } }, { not: { status: { in: [FAILED, KILLED] } } }] }, orderBy: [{ metric: "auc", direction: DESCENDING }, { param: "solver" }, { attribute: END_TIME }], first: 2) { nodes { name } totalCount } }',
  "search-runs-after":
    'query ($ordered: String!) { runs(orderBy: [{ metric: "auc", direction: DESCENDING }], first: 2, after: $ordered) { nodes { name } } }',
  "search-others":
    "{ experiments(filterString: \"name LIKE 'fraud%' and tags.team = 'risk'\") { nodes { name } } registeredModels(filterString: \"name ILIKE '%fraud%' and tags.a = 'b'\", orderBy: [{ tag: \"a\" }]) { nodes { name } } modelVersions(filterString: \"name = 'fraud' and version_number > 1\", orderBy: [{ attribute: VERSION }]) { nodes { version } } datasets(filterString: \"name LIKE 'x%' and context = 'training'\") { nodes { name } } }",
  "traces-of-runs":
    'query ($experiment: ID!) { node(id: $experiment) { ... on Experiment { runs(first: 2) { nodes { promptVersions { version } traces(first: 2, filter: { state: { equals: OK }, name: { equals: "answer" }, requestTime: { notBefore: "2026-01-01T00:00:00.000Z" } }) { nodes { mlflowId } } } } } } }',
  "search-prompts":
    "{ prompts(filterString: \"name LIKE 'greet%' and tags.team = 'a'\") { totalCount nodes { name tags { nodes { key } } latest { version } } } }",
  "models-of-workspace":
    '{ registeredModels(workspace: "default") { totalCount nodes { name tags { nodes { key } } } } }',
};

interface Samples {
  readonly experiment: {
    readonly id: string;
    readonly runs: { readonly nodes: readonly Run[]; readonly pageInfo: { readonly endCursor: string } };
    readonly datasets: { readonly nodes: readonly { readonly id: string }[] };
  };
  readonly registeredModel: { readonly versions: { readonly nodes: readonly { readonly id: string }[] } };
  readonly runs: { readonly pageInfo: { readonly endCursor: string } };
  readonly store: { readonly workspaces: { readonly nodes: readonly { readonly id: string }[] } };
}
interface Run {
  readonly id: string;
  readonly metricHistory: readonly { readonly pageInfo: { readonly endCursor: string } }[];
}

const samplesDocument = `{
  experiment(store: "main", name: "fraud/detection") {
    id
    runs(first: 2) { nodes { id metricHistory(keys: ["loss"], first: 2) { pageInfo { endCursor } } } pageInfo { endCursor } }
    datasets(first: 1) { nodes { id } }
  }
  registeredModel(store: "main", name: "fraud") { versions(first: 1) { nodes { id } } }
  store(name: "main") { workspaces { nodes { id } } }
  runs(orderBy: [{ metric: "auc", direction: DESCENDING }], first: 2) { pageInfo { endCursor } }
}`;

const reviewed = fixtureStores().filter(
  ({ available, version }) => available && newestAndOldest.some((one) => one === version),
);

describe.each(reviewed)("the SQL of every question is the one that was reviewed", ({ dialect, version, oracle }) => {
  let database: TestDatabase;
  let server: TestServer;
  let variables: Record<string, unknown>;

  beforeAll(async () => {
    database = await mlflowStore(dialect, version);
    await addTraceAndPrompt(database.url, version, oracle);
    server = await startServer({ stores: [database] });
    const { experiment, registeredModel, store, runs } = await server.data<Samples>(samplesDocument);
    const run = experiment.runs.nodes[0];
    variables = {
      experiment: experiment.id,
      run: run?.id,
      runs: experiment.runs.nodes.map(({ id }) => id),
      after: experiment.runs.pageInfo.endCursor,
      ordered: runs.pageInfo.endCursor,
      cursor: run?.metricHistory[0]?.pageInfo.endCursor,
      dataset: experiment.datasets.nodes[0]?.id,
      version: registeredModel.versions.nodes[0]?.id,
      of: registeredModel.versions.nodes[0]?.id,
      part: store.workspaces.nodes[0]?.id,
      store: "main",
      name: "fraud",
      key: "loss",
      charts: ["loss", "auc"],
      maxPoints: 10,
    };
  });
  afterAll(async () => {
    await server?.close();
    await database?.drop();
  });

  test(`of MLflow ${version} on ${dialect}`, async () => {
    const questions = { ...moreQuestions, ...(await publishedOperations()) };
    for (const [name, document] of Object.entries(questions).sort()) {
      const declared = Object.entries(variables).filter(([key]) => new RegExp(`\\$${key}:`).test(document));
      const given = Object.fromEntries(declared.filter(([key]) => key !== "after" || !fromTheTop.has(name)));
      server.statements();
      const { errors = [] } = await server.query(
        document,
        name === "prompt-page" ? { ...given, name: "greeting" } : given,
      );
      expect(errors.filter(({ extensions }) => extensions?.reason !== "NOT_IN_SCHEMA")).toEqual([]);
      const statements = [...new Set(server.statements().map(readable))].sort();
      await compare(join(folder, version, `${name}.${dialect}.sql`), `${statements.join(";\n\n")};\n`);
    }
  });
});

/** Published operations that are asked for their first page. */
const fromTheTop = new Set([
  "experiments",
  "registered-models",
  "metric-history",
  "model-page",
  "prompt-page",
  "run-table",
  "traces",
]);

async function publishedOperations(): Promise<Record<string, string>> {
  const files = (await readdir(operations)).filter((file) => file.endsWith(".graphql"));
  const texts = await Promise.all(files.map((file) => readFile(join(operations, file), "utf8")));
  return Object.fromEntries(files.map((file, at) => [file.replace(/\.graphql$/, ""), texts[at] ?? ""]));
}

/** Without the name of this run's database, and with one parameter for a list of them. */
function readable(statement: string): string {
  return statement
    .replace(/`gatehouse_test_\w+`\./g, "")
    .replace(/(cast\(convert\(\? using utf8mb4\) as binary\))(,\1)+/g, "$1,…")
    .replace(/(\?|\$\d+)(,(\?|\$\d+))+/g, "$1,…");
}

/** With `jest --updateSnapshot` the file is written, else it must be the same. */
async function compare(path: string, sql: string): Promise<void> {
  const { snapshotState } = expect.getState() as unknown as { snapshotState: { _updateSnapshot: string } };
  if (snapshotState._updateSnapshot === "all") {
    await mkdir(join(path, ".."), { recursive: true });
    await writeFile(path, sql);
  }
  expect(sql).toBe(await readFile(path, "utf8"));
}
