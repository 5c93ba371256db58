import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** `npm start -- ...` in a clone; without npm around it, unless asked for. */
export class StartProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  output = "";

  constructor(root: string, args: readonly string[], launcher: "node" | "npm" = "node") {
    const command =
      launcher === "npm"
        ? ["npm", "start", "--", ...args]
        : [process.execPath, join(root, "scripts/start.mjs"), ...args];
    const [program = "", ...rest] = command;
    this.child = spawn(program, rest, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.output += text;
        this.child.emit("output");
      });
    }
    this.ended = once(this.child, "close").then(([code]) => code as number | null);
  }

  /** Settles when the demo tells that it serves; fails when it ends before. */
  async untilServing(): Promise<this> {
    const ended = this.ended.then(() => {
      throw new Error(`ended before it served:\n${this.output}`);
    });
    ended.catch(() => undefined);
    while (!this.output.includes("Ctrl-C")) await Promise.race([once(this.child, "output"), ended]);
    return this;
  }

  get url(): string {
    return /serves the demo at (\S+)/.exec(this.output)?.[1] ?? "";
  }

  get roleTokens(): readonly string[] {
    return this.output.match(/gth_\w+/g) ?? [];
  }

  get token(): string {
    return /Access token\s+(\S+)/.exec(this.output)?.[1] ?? "";
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Ends it as Ctrl-C or a service manager would, and gives the exit code; null when it was killed. */
  stop(signal: "SIGINT" | "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<number | null> {
    this.child.kill(signal);
    return this.ended;
  }
}
