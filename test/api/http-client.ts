import type { GraphQLFormattedError } from "graphql";
import type { TestServer } from "../support/start-server.js";

/** An HTTP request to the server, as raw as `fetch` lets it be. */
export interface HttpRequest {
  readonly method?: string;
  /** Added to the graph's own address; a path that begins with `/` replaces it. */
  readonly path?: string;
  /** Instead of the usual ones (JSON and the token); a value of null leaves one out. */
  readonly headers?: Readonly<Record<string, string | null>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body's `errors`, each as `CODE REASON`; empty when there are none or the body is no JSON object. */
  readonly failures: readonly string[];
}

/** Sends a request and reads its answer; nothing is followed and nothing thrown for what the server answers. */
export async function send(server: TestServer, request: HttpRequest): Promise<HttpAnswer> {
  const { method = "POST", path = "", body } = request;
  const headers = { "content-type": "application/json", authorization: `Bearer ${server.token}`, ...request.headers };
  const response = await fetch(new URL(path, server.url), {
    method,
    redirect: "manual",
    headers: Object.fromEntries(Object.entries(headers).filter((pair): pair is [string, string] => pair[1] !== null)),
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, failures: failuresIn(text) };
}

/** Errors as `CODE REASON`, with ` at path` where they belong to a field. */
export function failuresOf(errors: readonly GraphQLFormattedError[] | undefined): string[] {
  return (errors ?? []).map(({ extensions, path }) => {
    const failure = `${String(extensions?.code)} ${String(extensions?.reason)}`;
    return path === undefined ? failure : `${failure} at ${path.join(".")}`;
  });
}

function failuresIn(text: string): string[] {
  try {
    return failuresOf((JSON.parse(text) as { errors?: GraphQLFormattedError[] }).errors);
  } catch {
    return [];
  }
}
