import type { GraphQLFormattedError } from "graphql";
import { startGatehouse } from "../../src/main.js";
import { createLog } from "../../src/telemetry/log.js";
import { type ConfigOverrides, testConfig, testToken } from "../support/test-config.js";

/** Gatehouse whose log a test can read. */
export interface LoggedServer {
  readonly url: string;
  /** With the token of the configuration, unless another is given. */
  ask(query: string, variables?: object, token?: string): Promise<LoggedAnswer>;
  /** The lines logged since the start, or since the last call, as they would be written. */
  logged(): string[];
  close(): Promise<void>;
}

export interface LoggedAnswer {
  readonly status: number;
  readonly requestId: string | null;
  /** The whole body. */
  readonly text: string;
  readonly data: unknown;
  readonly errors: readonly GraphQLFormattedError[];
}

/** Logs everything but statements, which only `trace` shows. */
export async function startLoggedServer(overrides: ConfigOverrides): Promise<LoggedServer> {
  let lines: string[] = [];
  const log = createLog({ level: "debug" }, { write: (line: string) => void lines.push(line) });
  const gatehouse = await startGatehouse(testConfig(overrides), { log });
  const ask: LoggedServer["ask"] = async (query, variables, token = testToken) => {
    const response = await fetch(gatehouse.url, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body: JSON.stringify({ query, variables }),
    });
    const text = await response.text();
    const { data, errors = [] } = JSON.parse(text) as { data?: unknown; errors?: GraphQLFormattedError[] };
    return { status: response.status, requestId: response.headers.get("x-request-id"), text, data, errors };
  };
  // Prisma imports its engine at the first statement, and Jest refuses an import between a hook and a test.
  await ask("{ stores(first: 100) { nodes { database } } }");
  return {
    url: gatehouse.url,
    ask,
    logged() {
      const logged = lines;
      lines = [];
      return logged;
    },
    close: () => gatehouse.close(),
  };
}
