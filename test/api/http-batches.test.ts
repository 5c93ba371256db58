import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { fixtureStore } from "../support/fixtures.js";
import { startServer, type TestServer } from "../support/start-server.js";
import { type HttpRequest, send } from "./http-client.js";

let server: TestServer;

beforeAll(async () => {
  server = await startServer({ stores: [fixtureStore("sqlite")] });
});

afterAll(() => server.close());

describe("a batch of operations", () => {
  test("is answered in its order, each operation for itself", async () => {
    const body = JSON.stringify([
      { query: "query A { __typename }", operationName: "A" },
      { query: "{ nothing }" },
      { query: "query ($n: Int) { experiments(first: $n) { nodes { __typename } } }", variables: { n: 1 } },
      { query: "{ experiments(first: 0) { nodes { name } } }" },
    ]);
    const { status, text } = await send(server, { body, headers: { accept: "application/json" } });
    expect(status).toBe(200);
    expect(JSON.parse(text)).toEqual([
      { data: { __typename: "Query" } },
      { errors: [expect.objectContaining({ extensions: { code: "INVALID", reason: "GRAPHQL_VALIDATION_FAILED" } })] },
      { data: { experiments: { nodes: [{ __typename: "Experiment" }] } } },
      {
        data: { experiments: null },
        errors: [expect.objectContaining({ extensions: { code: "INVALID", reason: "FIRST_TOO_SMALL" } })],
      },
    ]);
  });

  test("of one is still a batch", async () => {
    const { status, text } = await send(server, { body: JSON.stringify([{ query: "{ __typename }" }]) });
    expect([status, JSON.parse(text)]).toEqual([200, [{ data: { __typename: "Query" } }]]);
  });
});

describe("a persisted query", () => {
  const query = "query Persisted { experiments(first: 1) { nodes { __typename } } }";
  const sha256Hash = createHash("sha256").update(query).digest("hex");
  const extensions = { persistedQuery: { version: 1, sha256Hash } };
  const data = { experiments: { nodes: [{ __typename: "Experiment" }] } };
  const byGet: HttpRequest = {
    method: "GET",
    path: `/graphql?extensions=${encodeURIComponent(JSON.stringify({ ...extensions }))}`,
    headers: { "content-type": null, "apollo-require-preflight": "yes" },
  };

  test("is not known at first, is kept when it comes with its text, and then its hash is enough, by GET too", async () => {
    const unknown = await send(server, { body: JSON.stringify({ extensions }) });
    expect(unknown.status).toBe(200);
    expect(JSON.parse(unknown.text)).toEqual({
      errors: [{ message: "PersistedQueryNotFound", extensions: { code: "PERSISTED_QUERY_NOT_FOUND" } }],
    });
    const kept = await send(server, { body: JSON.stringify({ query, extensions }) });
    expect(JSON.parse(kept.text)).toEqual({ data });
    expect(JSON.parse((await send(server, { body: JSON.stringify({ extensions }) })).text)).toEqual({ data });
    expect(JSON.parse((await send(server, byGet)).text)).toEqual({ data });
  });

  test("that a limit refuses is not kept", async () => {
    const large =
      "query Large { experiments(first: 100) { nodes { runs(first: 100) { nodes { params(first: 1000) { nodes { key } } } } } } }";
    const hash = { persistedQuery: { version: 1, sha256Hash: createHash("sha256").update(large).digest("hex") } };
    const refused = await send(server, { body: JSON.stringify({ query: large, extensions: hash }) });
    expect(refused.failures).toEqual(["LIMIT TOO_COSTLY"]);
    const again = await send(server, { body: JSON.stringify({ extensions: hash }) });
    expect(again.failures).toEqual(["PERSISTED_QUERY_NOT_FOUND undefined"]);
  });
});
