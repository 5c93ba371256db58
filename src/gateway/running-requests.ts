import type { FastifyInstance } from "fastify";

/** Counts the requests that are being answered, so that a server that closes knows when the last one is. */
export class RunningRequests {
  #count = 0;
  #waiting: (() => void)[] = [];

  constructor(app: FastifyInstance) {
    app.addHook("onRequest", async (_, reply) => {
      this.#count += 1;
      reply.raw.once("close", () => this.#ended());
    });
  }

  /** Settles once none runs. */
  async untilNone(): Promise<void> {
    if (this.#count > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #ended(): void {
    this.#count -= 1;
    if (this.#count > 0) return;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
