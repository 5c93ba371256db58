import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type Json, parseJson } from "../support/json.js";
import { runEnvironment } from "../support/run-environment.js";
import type { MlflowAnswers } from "./mlflow-answers.js";
import { mlflowEnvironment, mlflowExecutable } from "./mlflow-server.js";
import { Output } from "./process-output.js";

const script = fileURLToPath(new URL("client.py", import.meta.url));

/** MLflow's own Python client, which does one act at a time and waits for the next. */
export interface MlflowClient {
  /** Plays a chapter of chapters.py or load.py to its end and returns what it tells; throws what Python raised. */
  act<Told = Json>(name: string, settings?: Readonly<Record<string, Json>>): Promise<Told>;
  /** Everything that MLflow answers about its store. */
  tell(): Promise<MlflowAnswers>;
  stop(): Promise<void>;
}

/** Starts the client; it logs to the given server. Needs `python` beside the `mlflow` executable, as in a virtual environment. */
export async function startMlflowClient(serverUrl: string): Promise<MlflowClient> {
  const home = join(runEnvironment().folder, `mlflow-client-${process.pid}`);
  mkdirSync(home, { recursive: true });
  const child = spawn(join(dirname(mlflowExecutable()), "python"), [script], {
    cwd: home,
    env: mlflowEnvironment(home, { MLFLOW_TRACKING_URI: serverUrl, MLFLOW_HTTP_REQUEST_MAX_RETRIES: "0" }),
    stdio: ["pipe", "pipe", "pipe"],
  });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const output = new Output(child, [child.stderr]);
  const nextAnswer = async (): Promise<Json> => {
    const { value, done } = await answers.next();
    if (done === true) throw new Error(`the Python client ended:\n${output.text}`);
    const { ok, error } = parseJson(value) as { ok?: Json; error?: string };
    if (ok === undefined) throw new Error(`MLflow's client failed:\n${error}`);
    return ok;
  };
  await nextAnswer(); // "ready"
  const act: MlflowClient["act"] = async <Told>(name: string, settings: Readonly<Record<string, Json>> = {}) => {
    child.stdin.write(`${JSON.stringify({ act: name, ...settings })}\n`);
    return (await nextAnswer()) as Told;
  };
  return {
    act,
    tell: () => act<MlflowAnswers>("tell"),
    async stop() {
      child.kill(); // Also in the middle of an act, when a test has failed.
      await output.ended;
    },
  };
}
