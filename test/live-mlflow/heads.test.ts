import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { capabilitiesOf, describeHead } from "../../src/rules/mlflow-schema.js";
import { introspectCapabilities } from "../../src/stores/introspection.js";
import type { DialectName } from "../../src/stores/store-options.js";
import { nodeTypes, samplesOf, walkNode, walkQuery, wideLimits } from "../api/schema-walk.js";
import { openedStore } from "../stores/opened-store.js";
import { emptyDatabase, type TestDatabase } from "../support/databases.js";
import { describeBesideLiveMlflow, describeDialects } from "../support/describe-stores.js";
import { runEnvironment } from "../support/run-environment.js";
import { openSql } from "../support/sql-runner.js";
import { startServer, type TestServer } from "../support/start-server.js";
import { mlflowEnvironment, mlflowExecutable, sqlalchemyUrl } from "./mlflow-server.js";
import { Output } from "./process-output.js";

jest.setTimeout(240_000);

const script = fileURLToPath(new URL("heads.py", import.meta.url));

/** One thing of each kind, in the words of the oldest schema. */
const oldestRows = `
  INSERT INTO experiments (experiment_id, name, artifact_location, lifecycle_stage, creation_time, last_update_time) VALUES (1, 'fraud/detection', '/a', 'active', 1, 2);
  INSERT INTO runs (run_uuid, name, status, start_time, lifecycle_stage, experiment_id, user_id, artifact_uri) VALUES ('r1', 'one', 'FINISHED', 1, 'active', 1, 'ann', '/a/r1');
  INSERT INTO tags (run_uuid, %key%, value) VALUES ('r1', 'mlflow.runName', 'one');
  INSERT INTO params (run_uuid, %key%, value) VALUES ('r1', 'solver', 'lbfgs');
  INSERT INTO metrics (run_uuid, %key%, value, timestamp, step, is_nan) VALUES ('r1', 'loss', 0.5, 1, 0, %false%);
  INSERT INTO latest_metrics (run_uuid, %key%, value, timestamp, step, is_nan) VALUES ('r1', 'loss', 0.5, 1, 0, %false%);
  INSERT INTO datasets (dataset_uuid, experiment_id, name, digest, dataset_source_type, dataset_source) VALUES ('d1', 1, 'iris', 'abc', 'local', '{}');
  INSERT INTO inputs (input_uuid, source_type, source_id, destination_type, destination_id) VALUES ('i1', 'DATASET', 'd1', 'RUN', 'r1');
  INSERT INTO input_tags (input_uuid, name, value) VALUES ('i1', 'mlflow.data.context', 'training');
  INSERT INTO registered_models (name, creation_time, last_updated_time) VALUES ('fraud', 1, 2);
  INSERT INTO model_versions (name, version, creation_time, last_updated_time, current_stage, source, run_id, status) VALUES ('fraud', 1, 1, 2, 'Production', '/a/r1', 'r1', 'READY');
  INSERT INTO registered_model_aliases (name, alias, version) VALUES ('fraud', 'champion', 1)`;

describeBesideLiveMlflow("every revision of MLflow's schema since 2.8, under one running Gatehouse", () => {
  describeDialects("on", (dialect) => {
    let database: TestDatabase;
    let server: TestServer | undefined;

    beforeAll(async () => {
      database = await emptyDatabase(dialect);
    });
    afterAll(async () => {
      await server?.close();
      await database.drop();
    });

    test("answers a walk of the whole schema, but for what is not there yet", async () => {
      const releases: string[] = [];
      for await (const revision of revisionsOf(database.url)) {
        server ??= await startFilled(database, dialect);
        await untilRead(server, revision);
        expect([revision, await walk(server)]).toEqual([revision, []]);
        const capabilities = capabilitiesOf(revision) ?? expect.anything();
        expect([revision, await introspected(database.url)]).toEqual([revision, capabilities]);
        releases.push(...[describeHead(revision).releases].filter((known) => known !== null));
      }
      expect(releases[0]).toBe("2.8 - 2.12");
      expect(releases.at(-1)).toBe("3.17");
      expect(releases).toHaveLength(21);
    });
  });
});

async function startFilled(database: TestDatabase, dialect: DialectName): Promise<TestServer> {
  const sql = await openSql(database.url);
  const key = dialect === "mysql" ? "`key`" : "key";
  await sql.script(oldestRows.replaceAll("%key%", key).replaceAll("%false%", dialect === "postgres" ? "false" : "0"));
  await sql.close();
  return startServer({ stores: [database], schemaRecheckMs: 1, limits: wideLimits });
}

/** Steps through the revisions: the next one is made when the last has been looked at. */
async function* revisionsOf(url: string): AsyncGenerator<string> {
  const child = spawn(join(dirname(mlflowExecutable()), "python"), [script, sqlalchemyUrl(url)], {
    env: mlflowEnvironment(runEnvironment().folder, {}),
    stdio: ["pipe", "pipe", "pipe"],
  });
  const output = new Output(child, [child.stderr]);
  try {
    for await (const revision of createInterface({ input: child.stdout })) {
      yield revision;
      child.stdin.write("\n");
    }
    if ((await output.ended) !== 0) throw new Error(output.text);
  } finally {
    child.kill();
  }
}

/** Each request reads the schema anew behind itself. */
async function untilRead(server: TestServer, revision: string): Promise<void> {
  for (;;) {
    const { store } = await server.data<{ store: { schema: { revision: string } } }>(
      '{ store(name: "main") { schema { revision } } }',
    );
    if (store.schema.revision === revision) return;
  }
}

/** The errors of all its answers, but for those that say what the schema or the store has not. */
async function walk(server: TestServer): Promise<unknown[]> {
  const samples = await samplesOf(server);
  const types = nodeTypes.filter((type) => samples.has(type));
  expect(types.length).toBeGreaterThan(6);
  const answers = [await walkQuery(server, samples, 2)];
  for (const type of types) {
    const sample = samples.get(type);
    if (sample) answers.push(await walkNode(server, type, sample, 2));
  }
  return answers
    .flatMap(({ errors = [] }) => errors)
    .filter(({ extensions }) => !["NOT_IN_SCHEMA", "NOT_FOUND"].includes(String(extensions?.reason)));
}

/** Capabilities as a build that does not know this revision would find them. */
async function introspected(url: string) {
  const store = await openedStore(url);
  try {
    return await introspectCapabilities(store.open.rows, store.open.fragments);
  } finally {
    await store.close();
  }
}
