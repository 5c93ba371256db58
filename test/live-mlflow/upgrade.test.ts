import { afterEach, expect, jest, test } from "@jest/globals";
import type { GraphQLFormattedError } from "graphql";
import { ModelPageDocument, RunTableDocument } from "../../src/operations/operations.js";
import { describeBesideLiveMlflow, describeDialects } from "../support/describe-stores.js";
import { type MlflowVersion, mlflowStore } from "../support/fixtures.js";
import { startServer, type TestServer } from "../support/start-server.js";
import { upgradeStore } from "./mlflow-server.js";

jest.setTimeout(240_000);

/** What every schema can answer, by key, by list, by search and by history. */
const steadyQuestions = `query ($experiment: ID!) {
  experiments(viewType: ALL) { totalCount nodes { name lifecycleStage tags { nodes { key value } } } }
  runs(first: 50, viewType: ALL, filterString: "metrics.auc > 0.5", orderBy: [{ metric: "auc" }]) { totalCount nodes { mlflowId } }
  modelVersions { nodes { name version stage aliases { nodes { alias } } } }
  datasets { nodes { name digest usedBy { nodes { mlflowId } } } }
  node(id: $experiment) { ... on Experiment { runs(first: 3) { nodes {
    metricHistory(keys: ["loss"], maxPoints: 20) { totalPoints columns { steps values } }
  } } } }
}`;

/** What only the newer schema can answer. */
const newFields = `{
  store(name: "main") { schema { releases } workspaces { nodes { name } } }
  experiments { nodes { loggedModels { nodes { name } } } }
}`;

describeBesideLiveMlflow("`mlflow db upgrade` under a running Gatehouse", () => {
  describeDialects("to 3.17", (dialect) => {
    let clean: (() => Promise<unknown>)[] = [];
    afterEach(async () => {
      for (const step of clean.reverse()) await step();
      clean = [];
    });

    test.each<MlflowVersion>(["2.22.0", "3.9.0"])("from %s fails no query, and new fields appear", async (version) => {
      const database = await mlflowStore(dialect, version);
      clean.push(() => database.drop());
      const server = await startServer({ stores: [{ url: database.url }], schemaRecheckMs: 100 });
      clean.push(() => server.close());
      const { experiment } = await server.data<{ experiment: { id: string } }>(
        '{ experiment(store: "main", name: "fraud/detection") { id } }',
      );
      const ask = () => askAll(server, experiment.id);
      const before = await ask();
      const reasonsBefore = failures((await server.query(newFields)).errors);
      expect(reasonsBefore.length > 0).toBe(version === "2.22.0");

      let asked = 0;
      let isUpgrading = true;
      const clients = Array.from({ length: 4 }, async () => {
        for (; isUpgrading; asked += 1) expect(await ask()).toEqual(before);
      });
      const upgrade = upgradeStore(database.url).finally(() => {
        isUpgrading = false;
      });
      await Promise.all([upgrade, ...clients]);
      expect(asked).toBeGreaterThan(10);

      expect(await ask()).toEqual(before);
      const { data } = await whenNew(server);
      expect(data?.store.schema.releases).toBe("3.17");
      expect(data?.store.workspaces.nodes).toEqual([{ name: "default" }]);
    });
  });
});

/** Every answer, whole; an error of any is in it. */
async function askAll(server: TestServer, experiment: string) {
  const answers = [
    await server.query(RunTableDocument, { experiment }),
    await server.query(ModelPageDocument, { store: "main", name: "fraud" }),
    await server.query(steadyQuestions, { experiment }),
  ];
  return answers.map(({ data, errors }) => ({ data, failures: failures(errors) }));
}

interface NewFields {
  readonly store: {
    readonly schema: { readonly releases: string };
    readonly workspaces: { readonly nodes: readonly { readonly name: string }[] };
  };
}

/** Asks until the upgraded schema has been read, which a request sets off. */
async function whenNew(server: TestServer) {
  for (;;) {
    const answer = await server.query<NewFields>(newFields);
    if (answer.data?.store.schema.releases === "3.17" && answer.errors === undefined) return answer;
  }
}

function failures(errors: readonly GraphQLFormattedError[] | undefined): string[] {
  return (errors ?? []).map(({ path, extensions }) => `${String(extensions?.reason)} at ${path?.join(".")}`);
}
