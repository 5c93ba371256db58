import { spawn } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { chosen, runEnvironment } from "../support/run-environment.js";
import { Output } from "./process-output.js";

/** An unmodified MLflow server, as a team runs it. */
export interface MlflowServer {
  readonly url: string;
  stop(): Promise<void>;
}

const startTimeoutMs = 90_000;
let serversMade = 0;

/** Starts `mlflow server` on a database of PostgreSQL or SQLite and returns once it listens; it makes its tables in an empty one. */
export async function startMlflow(databaseUrl: string): Promise<MlflowServer> {
  serversMade += 1;
  const folder = join(runEnvironment().folder, `mlflow-${process.pid}-${serversMade}`);
  mkdirSync(folder, { recursive: true });
  const environment = mlflowEnvironment(folder, {
    // In a variable, since a command line can be read by every user of the machine.
    MLFLOW_BACKEND_STORE_URI: sqlalchemyUrl(databaseUrl),
    MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false",
  });
  // Port 0: the server takes a free one and says which. One worker: it listens when it says so.
  const options = ["--host", "127.0.0.1", "--port", "0", "--workers", "1", "--artifacts-destination", folder];
  const child = spawn(mlflowExecutable(), ["server", ...options], { cwd: folder, env: environment, stdio: "pipe" });
  const output = new Output(child);
  const url = await output.until(/Uvicorn running on (http:\/\/127\.0\.0\.1:\d+)/, startTimeoutMs);
  return {
    url,
    async stop() {
      child.kill("SIGTERM");
      await output.ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** `mlflow db upgrade`, to the schema of the tests' MLflow. */
export async function upgradeStore(url: string): Promise<void> {
  const environment = mlflowEnvironment(runEnvironment().folder, {});
  const child = spawn(mlflowExecutable(), ["db", "upgrade", sqlalchemyUrl(url)], { env: environment, stdio: "pipe" });
  const output = new Output(child);
  if ((await output.ended) !== 0) throw new Error(output.text);
}

/** Nothing of the tests' environment but what a process needs to run. */
export function mlflowEnvironment(home: string, more: Readonly<Record<string, string>>): Record<string, string> {
  return {
    PATH: chosen.path,
    HOME: home,
    USER: "mlflow-tests",
    PYTHONUNBUFFERED: "1",
    PYTHONDONTWRITEBYTECODE: "1",
    MLFLOW_DISABLE_TELEMETRY: "true",
    ...more,
  };
}

export function mlflowExecutable(): string {
  if (chosen.mlflow === null) throw new Error("this run has no MLflow: describe the test with describeBesideMlflow");
  return chosen.mlflow;
}

/** A store's address in the words of MLflow's database library, with the driver that the tests' MLflow has. */
export function sqlalchemyUrl(databaseUrl: string): string {
  return databaseUrl
    .replace(/^postgresql:/, "postgresql+psycopg2:")
    .replace(/^mysql:/, "mysql+pymysql:")
    .replace(/^sqlite:/, "sqlite:///");
}
