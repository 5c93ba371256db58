/** How much of a foreign server's answer is read, and how long it may take, to its last byte. */
export interface FetchLimits {
  readonly timeoutMs: number;
  readonly bytesMax: number;
}

/** A JSON document of a foreign server. Redirects are not followed: only a configured server is trusted. Throws Error. */
export async function fetchJson(url: string, { bytesMax }: FetchLimits, signal: AbortSignal): Promise<unknown> {
  const response = await fetch(url, { signal, redirect: "error", headers: { accept: "application/json" } });
  if (response.status !== 200 || response.body === null) {
    await response.body?.cancel();
    throw new Error("the answer is not 200");
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    // Leaving the loop ends the connection.
    if (bytes > bytesMax) throw new Error("the answer is too large");
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString("utf8"));
}
