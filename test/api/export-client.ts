import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { GraphQLFormattedError } from "graphql";
import { formatGlobalId } from "../../src/rules/global-id.js";
import type { DialectName } from "../../src/stores/store-options.js";
import { type Csv, csvObjects, parseCsv } from "../support/csv.js";
import type { TestDatabase } from "../support/databases.js";
import { mlflowStore } from "../support/fixtures.js";
import { openSql, type SqlRunner } from "../support/sql-runner.js";
import { startServer, type TestServer } from "../support/start-server.js";
import type { ConfigOverrides } from "../support/test-config.js";
import { failuresOf } from "./http-client.js";

/** Parameters of an export; a list is given entry by entry. */
export type Parameters = Readonly<Record<string, string | readonly string[]>>;

export function exportPath(path: string, parameters: Parameters = {}): string {
  const pairs = Object.entries(parameters).flatMap(([name, value]) => [value].flat().map((one) => [name, String(one)]));
  return `/export/${path}?${new URLSearchParams(pairs)}`;
}

export function runId(mlflowId: string, store = "main"): string {
  return formatGlobalId(store, "Run", mlflowId);
}

export function fetchExport(
  server: TestServer,
  path: string,
  parameters: Parameters = {},
  options: RequestInit = {},
): Promise<Response> {
  return fetch(new URL(exportPath(path, parameters), server.url), {
    headers: { authorization: `Bearer ${server.token}` },
    ...options,
  });
}

/** The whole file; throws for what is refused. */
export async function exportText(server: TestServer, path: string, parameters: Parameters = {}): Promise<string> {
  const response = await fetchExport(server, path, parameters);
  // `response.text()` would drop the mark of UTF-8.
  const text = Buffer.from(await response.arrayBuffer()).toString("utf8");
  if (response.status !== 200) throw new Error(`HTTP ${response.status}: ${text}`);
  return text;
}

export async function exportCsv(server: TestServer, path: string, parameters: Parameters = {}): Promise<Csv> {
  return parseCsv(await exportText(server, `${path}.csv`, parameters));
}

export async function exportCsvObjects(server: TestServer, path: string, parameters: Parameters = {}) {
  return csvObjects(await exportCsv(server, path, parameters));
}

export async function exportLines<Line>(
  server: TestServer,
  path: string,
  parameters: Parameters = {},
): Promise<Line[]> {
  const lines = (await exportText(server, `${path}.ndjson`, parameters)).split("\n");
  if (lines.pop() !== "") throw new Error("the last line does not end");
  return lines.map((line) => JSON.parse(line) as Line);
}

/** The status and failures of an export that is refused. */
export async function refusal(
  server: TestServer,
  path: string,
  parameters: Parameters = {},
  options: RequestInit = {},
) {
  const response = await fetchExport(server, path, parameters, options);
  const { errors } = (await response.json()) as { errors: GraphQLFormattedError[] };
  return [response.status, ...failuresOf(errors)];
}

/** Serves while the work lasts. */
export async function withServer(
  overrides: ConfigOverrides,
  work: (server: TestServer) => Promise<void>,
): Promise<void> {
  const server = await startServer(overrides);
  try {
    await work(server);
  } finally {
    await server.close();
  }
}

/** A copy of the newest fixture, while the work lasts. */
export async function withStore(
  dialect: DialectName,
  work: (store: TestDatabase, sql: SqlRunner) => Promise<void>,
): Promise<void> {
  const store = await mlflowStore(dialect);
  const sql = await openSql(store.url);
  try {
    await work(store, sql);
  } finally {
    await sql.close();
    await store.drop();
  }
}

/** A client on a bare socket, which takes no more than it is told to. */
export interface BareClient {
  readonly socket: Socket;
  /** Bytes that came, the head of the answer too. */
  received(): Buffer;
  /** Whether all of the answer has come: its body's last chunk. */
  isComplete(): boolean;
  readonly completed: Promise<void>;
  /** The body so far, put together from its chunks. */
  body(): string;
  /** How the connection ended: `end` in order, else the error's code. */
  readonly ended: Promise<string>;
}

/** Asks for an export; nothing is read from the socket before it is resumed or a listener is added. */
export async function bareExport(server: TestServer, path: string, version = "1.1"): Promise<BareClient> {
  const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
  socket.pause();
  await once(socket, "connect");
  const parts: Buffer[] = [];
  let tail = "";
  let failure = "end";
  socket.on("error", ({ code }: NodeJS.ErrnoException) => {
    failure = code ?? "error";
  });
  const isComplete = () => tail === lastChunk;
  const ended = new Promise<string>((resolve) => socket.once("close", () => resolve(failure)));
  const completed = new Promise<void>((resolve) => {
    socket.on("data", (part: Buffer) => {
      parts.push(part);
      tail = (tail + part.subarray(-lastChunk.length).toString("latin1")).slice(-lastChunk.length);
      if (isComplete()) resolve();
    });
  });
  socket.pause();
  socket.write(`GET ${path} HTTP/${version}\r\nHost: gatehouse\r\nAuthorization: Bearer ${server.token}\r\n\r\n`);
  const received = () => Buffer.concat(parts);
  return { socket, received, isComplete, completed, body: () => withoutChunks(received()), ended };
}

const lastChunk = "0\r\n\r\n";

/** The body of an answer in chunks (RFC 9112, 7.1). */
function withoutChunks(answer: Buffer): string {
  const body: Buffer[] = [];
  for (let at = answer.indexOf("\r\n\r\n") + 4; at < answer.length; ) {
    const end = answer.indexOf("\r\n", at);
    const size = Number.parseInt(answer.subarray(at, end).toString("latin1"), 16);
    body.push(answer.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
  return Buffer.concat(body).toString("utf8");
}
