import { Failure } from "../rules/failure.js";

/** Bounds how many exports run at once, and ends them when the server must. */
export class RunningExports {
  readonly #running = new Set<(reason: Failure) => void>();

  constructor(readonly max: number) {}

  /**
   * @param abort ends the export
   * @returns gives its place back
   * @throws Failure LIMIT when there is no place
   */
  begin(abort: (reason: Failure) => void): () => void {
    if (this.#running.size >= this.max) {
      throw new Failure(
        "LIMIT",
        "TOO_MANY_EXPORTS",
        `This server runs at most ${this.max} exports at once: try later.`,
      );
    }
    this.#running.add(abort);
    return () => void this.#running.delete(abort);
  }

  /** Breaks all off, so that none of their clients takes what it has for the whole file. */
  endAll(reason: Failure): void {
    for (const abort of this.#running) abort(reason);
  }
}
