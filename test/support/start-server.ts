import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { type DocumentNode, type GraphQLFormattedError, print } from "graphql";
import { startGatehouse } from "../../src/main.js";
import type { Statement } from "../../src/stores/observed-adapter.js";
import { parseJson } from "./json.js";
import { type ConfigOverrides, testConfig, testToken } from "./test-config.js";

/** Gatehouse in this process, on a free port, asked over HTTP as any client asks it. */
export interface TestServer {
  readonly url: string;
  readonly wsUrl: string;
  readonly token: string;
  /** Sends one operation; never throws for what the server answers. */
  query<Data = unknown, Variables = Record<string, unknown>>(
    document: string | TypedDocumentNode<Data, Variables>,
    variables?: NoInfer<Variables>,
    options?: QueryOptions,
  ): Promise<Answer<Data>>;
  /** Sends one operation and returns its data; throws an Error with the answer's errors if there are any. */
  data<Data = unknown, Variables = Record<string, unknown>>(
    document: string | TypedDocumentNode<Data, Variables>,
    variables?: NoInfer<Variables>,
  ): Promise<Data>;
  /** The SQL of every statement since the start, or since the last call. */
  statements(): string[];
  close(): Promise<void>;
}

export interface QueryOptions {
  /** Added to, or put in place of, the usual ones. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly operationName?: string;
  readonly signal?: AbortSignal;
}

export interface Answer<Data> {
  readonly status: number;
  readonly headers: Headers;
  /** As in the body, but an integer literal beyond ±(2^53-1) is a bigint, so that a rounded one cannot pass for right. */
  readonly data: Data | null | undefined;
  readonly errors: readonly GraphQLFormattedError[] | undefined;
  readonly extensions: Readonly<Record<string, unknown>> | undefined;
}

/** The schema is read again behind the requests: a test that counts statements must not meet one of those. */
const dayMs = 86_400_000;

/** Starts a server on the stores of `overrides`, with the default configuration for what they leave out; returns once each has been tried. */
export async function startServer(overrides: ConfigOverrides): Promise<TestServer> {
  let seen: Statement[] = [];
  const config = testConfig({ schemaRecheckMs: dayMs, ...overrides });
  const gatehouse = await startGatehouse(config, { onStatement: (statement) => void seen.push(statement) });
  const query: TestServer["query"] = async (document, variables, options = {}) => {
    const response = await fetch(gatehouse.url, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${config.token}`, ...options.headers },
      body: JSON.stringify({ query: textOf(document), variables, operationName: options.operationName }, bigintAsText),
      ...(options.signal ? { signal: options.signal } : {}),
    });
    const body = parseJson(await response.text()) as Partial<Answer<never>>;
    return {
      status: response.status,
      headers: response.headers,
      data: body.data,
      errors: body.errors,
      extensions: body.extensions,
    };
  };
  // Prisma imports its engine at the first statement, and Jest refuses an import between a hook and a test.
  await query("{ stores(first: 100) { nodes { database } } }");
  seen = [];
  return {
    url: gatehouse.url,
    wsUrl: gatehouse.wsUrl,
    token: testToken,
    query,
    async data(document, variables) {
      const { data, errors, status } = await query(document, variables);
      if (errors !== undefined || data === null || data === undefined)
        throw new Error(`HTTP ${status}: ${JSON.stringify(errors, null, 2)}`);
      return data;
    },
    statements() {
      const texts = seen.map(({ sql }) => sql);
      seen = [];
      return texts;
    },
    close: () => gatehouse.close(),
  };
}

function textOf(document: string | DocumentNode): string {
  return typeof document === "string" ? document : print(document);
}

/** The graph reads 64-bit integers from their decimal text. */
function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}
