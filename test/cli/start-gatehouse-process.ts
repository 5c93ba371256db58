import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const bin = fileURLToPath(new URL("../../dist/cli/gatehouse.js", import.meta.url));

export interface Outcome {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built command line as a process of its own. It gets no variable of the tests' environment but PATH. */
export class GatehouseProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<Outcome>;
  #stdout = "";
  #stderr = "";

  constructor(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.child = spawn(process.execPath, [bin, ...args], { env: { ...env }, stdio: ["ignore", "pipe", "pipe"] });
    this.child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.#stdout += text;
    });
    this.child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr += text;
      this.child.emit("stderr-data");
    });
    this.ended = once(this.child, "close").then(([exitCode]) => ({
      exitCode,
      stdout: this.#stdout,
      stderr: this.#stderr,
    }));
  }

  /** Settles when the text has appeared on stderr; fails when the process ends without it. */
  async untilStderrHas(text: string): Promise<void> {
    const ended = this.ended.then(({ stderr }) => {
      if (!stderr.includes(text)) throw new Error(`ended without "${text}": ${stderr}`);
    });
    while (!this.#stderr.includes(text)) {
      await Promise.race([once(this.child, "stderr-data"), ended]);
    }
  }
}

/** Runs a command to its end. */
export function gatehouse(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  return new GatehouseProcess(args, env).ended;
}
