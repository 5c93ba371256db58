import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";

/** What a process says, kept to explain a failure with. */
export class Output {
  text = "";
  readonly ended: Promise<number | null>;

  constructor(
    private readonly child: ChildProcess,
    streams: readonly (Readable | null)[] = [child.stdout, child.stderr],
  ) {
    for (const stream of streams) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.text += text;
        child.emit("said");
      });
    }
    this.ended = once(child, "close").then(([code]) => code as number | null);
  }

  /** The first group of the pattern, as soon as it has been said. Ends the process when it does not come in time. */
  async until(pattern: RegExp, timeoutMs: number): Promise<string> {
    const signal = AbortSignal.timeout(timeoutMs);
    const ended = this.ended.then((code) => {
      throw new Error(`ended (${code}) before ${pattern}:\n${this.text}`);
    });
    try {
      for (;;) {
        const found = pattern.exec(this.text)?.[1];
        if (found !== undefined) return found;
        await Promise.race([once(this.child, "said", { signal }), ended]);
      }
    } catch (error) {
      this.child.kill();
      throw new Error(`no ${pattern} in ${timeoutMs} ms:\n${this.text}`, { cause: error });
    } finally {
      ended.catch(() => undefined);
    }
  }
}
