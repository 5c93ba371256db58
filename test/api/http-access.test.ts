import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { getIntrospectionQuery } from "graphql";
import { fixtureStore } from "../support/fixtures.js";
import { startServer, type TestServer } from "../support/start-server.js";
import { testToken } from "../support/test-config.js";
import { type HttpRequest, send } from "./http-client.js";

let server: TestServer;

beforeAll(async () => {
  server = await startServer({ stores: [fixtureStore("sqlite")] });
});

afterAll(() => server.close());

const query = "{ experiments { nodes { name } } }";
const body = JSON.stringify({ query });
const encoded = encodeURIComponent(query);
const persisted = encodeURIComponent(JSON.stringify({ persistedQuery: { version: 1, sha256Hash: "2".repeat(64) } }));
const noBody = { "content-type": null, "apollo-require-preflight": "yes" };

/** Every way in that may lead to data. */
const waysIn: readonly (readonly [string, HttpRequest])[] = [
  ["a query by POST", { body }],
  ["a batch", { body: `[${body},${body}]` }],
  ["introspection", { body: JSON.stringify({ query: getIntrospectionQuery() }) }],
  ["a query by GET", { method: "GET", path: `/graphql?query=${encoded}`, headers: noBody }],
  ["a query by HEAD", { method: "HEAD", path: `/graphql?query=${encoded}`, headers: noBody }],
  ["a persisted query by GET", { method: "GET", path: `/graphql?extensions=${persisted}`, headers: noBody }],
  ["the graph's path alone", { method: "GET", path: "/graphql", headers: noBody }],
  ["a body that is no JSON", { body: "{" }],
  ["a body of another type", { body: "x", headers: { "content-type": "application/xml" } }],
  ["a body that is too large", { body: " ".repeat(1_048_577) }],
];

const wrongTokens: readonly (readonly [string, string | null, string])[] = [
  ["no token", null, "TOKEN_MISSING"],
  ["an empty header", "", "TOKEN_MISSING"],
  ["the scheme alone", "Bearer", "TOKEN_MISSING"],
  ["the scheme and a blank", "Bearer ", "TOKEN_MISSING"],
  ["the token without a scheme", testToken, "TOKEN_MISSING"],
  ["another scheme", `Basic ${Buffer.from(`x:${testToken}`).toString("base64")}`, "TOKEN_MISSING"],
  ["two blanks", `Bearer  ${testToken}`, "TOKEN_MISSING"],
  ["text behind the token", `Bearer ${testToken} x`, "TOKEN_MISSING"],
  ["the token twice", `Bearer ${testToken}, Bearer ${testToken}`, "TOKEN_MISSING"],
  ["characters that no token has", "Bearer t\u00f6ken", "TOKEN_MISSING"],
  ["another token", "Bearer another-token-0123456789", "TOKEN_WRONG"],
  ["the token's beginning", `Bearer ${testToken.slice(0, -1)}`, "TOKEN_WRONG"],
  ["the token and one character more", `Bearer ${testToken}0`, "TOKEN_WRONG"],
  ["the token in capitals", `Bearer ${testToken.toUpperCase()}`, "TOKEN_WRONG"],
  ["8,000 characters", `Bearer ${"x".repeat(8_000)}`, "TOKEN_WRONG"],
];

describe("without the token nothing is given and no store is asked", () => {
  afterEach(() => {
    expect(server.statements()).toEqual([]);
  });

  test.each(wrongTokens)("%s is refused, whichever way the request comes in", async (_, authorization, reason) => {
    for (const [, request] of waysIn) {
      const answer = await send(server, { ...request, headers: { ...request.headers, authorization } });
      expect(answer.status).toBe(401);
      expect(answer.headers.get("www-authenticate")).toBe("Bearer");
      expect(answer.failures).toEqual(request.method === "HEAD" ? [] : [`UNAUTHENTICATED ${reason}`]);
    }
  });

  test("a token in the address or in a cookie does not count", async () => {
    const answer = await send(server, {
      body,
      path: `/graphql?token=${testToken}&access_token=${testToken}`,
      headers: { authorization: null, cookie: `token=${testToken}` },
    });
    expect([answer.status, answer.failures]).toEqual([401, ["UNAUTHENTICATED TOKEN_MISSING"]]);
  });

  test("the health checks and GraphiQL's page, open to anybody, tell neither stores nor token", async () => {
    for (const path of ["/health/live", "/graphiql"]) {
      const answer = await send(server, {
        method: "GET",
        path,
        headers: { authorization: null, "content-type": null },
      });
      expect(answer.status).toBe(200);
      for (const secret of [testToken, "main", "sqlite:", "mlflow.db"])
        if (path === "/health/live") expect(answer.text).not.toContain(secret);
      expect(answer.text).not.toContain(testToken);
    }
  });
});

test("the scheme may be in any letters", async () => {
  for (const scheme of ["bearer", "BEARER", "Bearer"]) {
    const answer = await send(server, { body, headers: { authorization: `${scheme} ${testToken}` } });
    expect([answer.status, answer.failures]).toEqual([200, []]);
  }
});

test("every answer carries the id of its request, a new one each time", async () => {
  const requests: HttpRequest[] = [
    { body },
    { body: "{" },
    { body, headers: { authorization: null, "x-request-id": "mine" } },
    { method: "GET", path: "/nothing", headers: noBody },
  ];
  const ids = await Promise.all(
    requests.map(async (request) => (await send(server, request)).headers.get("x-request-id")),
  );
  expect(new Set(ids).size).toBe(requests.length);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f-]{36}$/);
});
