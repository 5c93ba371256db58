import { afterAll, beforeAll, jest } from "@jest/globals";
import { emptyDatabase, type TestDatabase } from "../support/databases.js";
import { describeBesideLiveMlflow } from "../support/describe-stores.js";
import { startServer, type TestServer } from "../support/start-server.js";
import { type MlflowClient, startMlflowClient } from "./mlflow-client.js";
import { type MlflowServer, startMlflow } from "./mlflow-server.js";

/** One PostgreSQL database with both servers on it, and MLflow's client. */
export interface Beside {
  readonly database: TestDatabase;
  readonly mlflow: MlflowServer;
  readonly client: MlflowClient;
  readonly gatehouse: TestServer;
}

/** Two servers and a Python client share what may be a small and busy machine. */
const timeoutMs = 240_000;

/**
 * Describes behaviour beside a live MLflow of its own; shown as skipped in a run without one.
 *
 * @param prepare fills the empty database before MLflow starts; left to itself MLflow makes its tables
 * @param body is handed a function, since nothing has started while tests are being described
 */
export function describeBesideMlflow(
  title: string,
  prepare: (database: TestDatabase) => Promise<unknown>,
  body: (beside: () => Beside) => void,
): void {
  jest.setTimeout(timeoutMs);
  describeBesideLiveMlflow(title, () => {
    let started: Partial<Beside> = {};

    beforeAll(async () => {
      const database = await emptyDatabase("postgres");
      started = { database };
      await prepare(database);
      const mlflow = await startMlflow(database.url);
      started = { database, mlflow };
      const gatehouse = await startServer({ stores: [database] });
      started = { database, mlflow, gatehouse };
      started = { database, mlflow, gatehouse, client: await startMlflowClient(mlflow.url) };
    });

    afterAll(async () => {
      await started.client?.stop();
      await started.gatehouse?.close();
      await started.mlflow?.stop();
      await started.database?.drop();
    });

    body(() => started as Beside);
  });
}
