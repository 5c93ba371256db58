import { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";

/** How the chunks of an export are read and what is done when that fails. */
export interface ChunkSource {
  readonly chunks: AsyncGenerator<string>;
  /** Aborts at the deadline, and when the client leaves. */
  readonly signal: AbortSignal;
  /** Runs a step so that its SQL ends with the signal: a stream asks for the next chunk from wherever it is. */
  readonly within: <Result>(work: () => Result) => Result;
  /** Told once of what broke the export off after its first byte. */
  readonly onBreak: (reason: unknown) => void;
}

/**
 * Sends chunks as the client takes them: at most one is read ahead. The first is read before anything is sent, so that what
 * fails until then is answered as an error. What fails later breaks the connection, which every client sees.
 */
export async function sendChunks(
  request: FastifyRequest,
  reply: FastifyReply,
  { chunks, signal, within, onBreak }: ChunkSource,
): Promise<FastifyReply> {
  const next = () => within(() => chunks.next());
  const first = await next();
  if (request.method === "HEAD") {
    await within(() => chunks.return(undefined));
    return reply.send();
  }
  let isBroken = false;
  const breakOff = (reason: unknown) => {
    if (isBroken) return;
    isBroken = true;
    onBreak(reason);
    // Without a chunked body (HTTP/1.0, some proxies) an orderly end would look like the end of the file.
    request.raw.socket.resetAndDestroy();
  };
  const stream = Readable.from(taken());
  const onAbort = () => {
    breakOff(signal.reason);
    stream.destroy();
  };
  signal.addEventListener("abort", onAbort, { once: true });
  reply.raw.once("close", () => signal.removeEventListener("abort", onAbort));
  return reply.send(stream);

  async function* taken(): AsyncGenerator<string> {
    try {
      for (let chunk = first; !chunk.done; chunk = await next()) yield chunk.value;
    } catch (error) {
      breakOff(error);
      throw error;
    } finally {
      await within(() => chunks.return(undefined));
    }
  }
}
