import { constants } from "node:fs";
import { access, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { CommandError, exitCodes } from "./command.js";

/** A file that exists exactly while Gatehouse serves, and says where: `{"url":...,"wsUrl":...}`. */
export class ReadyFile {
  readonly #path: string;
  #content: string | null = null;

  /** Removes what a killed process left, so that nobody takes it for this one. Throws a CommandError when it could not be written. */
  static async prepare(path: string): Promise<ReadyFile> {
    try {
      await access(dirname(path), constants.W_OK);
      await rm(path, { force: true });
      return new ReadyFile(path);
    } catch (cause) {
      throw cannotWrite(path, cause);
    }
  }

  private constructor(path: string) {
    this.#path = path;
  }

  /** Appears whole or not at all: a reader that polls never sees half a line. */
  async write(urls: { readonly url: string; readonly wsUrl: string }): Promise<void> {
    const content = `${JSON.stringify({ url: urls.url, wsUrl: urls.wsUrl })}\n`;
    const draft = `${this.#path}.${process.pid}.tmp`;
    try {
      await writeFile(draft, content);
      await rename(draft, this.#path);
      this.#content = content;
    } catch (cause) {
      await rm(draft, { force: true });
      throw cannotWrite(this.#path, cause);
    }
  }

  /** Another process may have written its own in the meantime: that one stays. */
  async remove(): Promise<void> {
    const found = await readFile(this.#path, "utf8").catch(() => null);
    if (found !== null && found === this.#content) await rm(this.#path, { force: true });
  }
}

function cannotWrite(path: string, cause: unknown): CommandError {
  const code = String((cause as NodeJS.ErrnoException).code);
  return new CommandError(exitCodes.cannotCreate, `--ready-file: ${path} cannot be written (${code})`, { cause });
}
