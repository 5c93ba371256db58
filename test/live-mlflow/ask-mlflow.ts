import { spawn } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { runEnvironment } from "../support/run-environment.js";
import { mlflowEnvironment, mlflowExecutable } from "./mlflow-server.js";
import { Output } from "./process-output.js";

const script = fileURLToPath(new URL("written_values.py", import.meta.url));

/** What MLflow makes of a value: `ok` holds it, `refused` why it does not take it. */
export type MlflowSays<Told = unknown> =
  | { readonly ok: Told; readonly refused?: never }
  | { readonly refused: string; readonly ok?: never };

/** MLflow's own checks, in a process of their own. */
export interface MlflowChecks {
  /** Answers in the order of the questions. */
  ask<Told>(ask: string, questions: readonly object[]): Promise<MlflowSays<Told>[]>;
  stop(): Promise<void>;
}

export function startMlflowChecks(): MlflowChecks {
  const home = join(runEnvironment().folder, `mlflow-checks-${process.pid}`);
  mkdirSync(home, { recursive: true });
  const child = spawn(join(dirname(mlflowExecutable()), "python"), [script], {
    cwd: home,
    env: mlflowEnvironment(home, {}),
    stdio: ["pipe", "pipe", "pipe"],
  });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const output = new Output(child, [child.stderr]);
  return {
    async ask<Told>(ask: string, questions: readonly object[]) {
      // JSON.stringify writes half a character as an escape, so that it gets through to Python's str.
      const written = questions.map((question) => `${JSON.stringify({ ask, ...question })}\n`).join("");
      child.stdin.write(written);
      const told: MlflowSays<Told>[] = [];
      while (told.length < questions.length) {
        const { value, done } = await answers.next();
        if (done === true) throw new Error(`MLflow's checks ended:\n${output.text}`);
        told.push(JSON.parse(value) as MlflowSays<Told>);
      }
      return told;
    },
    async stop() {
      child.kill();
      await output.ended;
      rmSync(home, { recursive: true, force: true });
    },
  };
}
