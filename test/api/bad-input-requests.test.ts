import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { fixtureStore } from "../support/fixtures.js";
import { startServer, type TestServer } from "../support/start-server.js";
import { type HttpRequest, send } from "./http-client.js";

let server: TestServer;

beforeAll(async () => {
  server = await startServer({ stores: [fixtureStore("sqlite")] });
});

afterEach(() => {
  // Whatever is refused must not have been executed.
  expect(server.statements()).toEqual([]);
});

afterAll(() => server.close());

const query = "{ experiments { nodes { name } } }";
const asJson = (body: unknown): HttpRequest => ({ body: JSON.stringify(body) });
const asGet = (parameters: string, headers: HttpRequest["headers"] = {}): HttpRequest => ({
  method: "GET",
  path: `/graphql${parameters}`,
  headers: { "content-type": null, "apollo-require-preflight": "yes", ...headers },
});

describe("a body", () => {
  test.each<[string, HttpRequest, number, string]>([
    ["that is empty", { body: "" }, 400, "INVALID NOT_JSON"],
    ["that is no JSON", { body: "{" }, 400, "INVALID NOT_JSON"],
    ["with text behind the JSON", { body: '{"query":"{__typename}"} x' }, 400, "INVALID NOT_JSON"],
    ["that meddles with prototypes", { body: '{"query":"{__typename}","__proto__":{"a":1}}' }, 400, "INVALID NOT_JSON"],
    ["that is null", asJson(null), 400, "INVALID BAD_REQUEST"],
    ["that is a number", asJson(1), 400, "INVALID BAD_REQUEST"],
    ["that is text", asJson(query), 400, "INVALID BAD_REQUEST"],
    ["without keys", asJson({}), 400, "INVALID BAD_REQUEST"],
    ["that is an empty batch", asJson([]), 400, "INVALID BAD_REQUEST"],
    ["that is a batch of nothing", asJson([null]), 400, "INVALID BAD_REQUEST"],
    ["whose query is missing", asJson({ variables: {} }), 400, "INVALID BAD_REQUEST"],
    ["whose query is empty", asJson({ query: "" }), 400, "INVALID BAD_REQUEST"],
    ["whose query is no text", asJson({ query: { query } }), 400, "INVALID BAD_REQUEST"],
    ["whose variables are text", asJson({ query, variables: "{}" }), 400, "INVALID BAD_REQUEST"],
    ["whose variables are a list", asJson({ query, variables: [] }), 400, "INVALID BAD_REQUEST"],
    ["whose operation name is no text", asJson({ query, operationName: 1 }), 400, "INVALID BAD_REQUEST"],
    ["whose extensions are text", asJson({ query, extensions: "{}" }), 400, "INVALID BAD_REQUEST"],
    [
      "with half a UTF-8 character",
      { body: Uint8Array.from([...Buffer.from('{"query":"{'), 0xc3, 0x22, 0x7d]) },
      400,
      "INVALID GRAPHQL_PARSE_FAILED",
    ],
  ])("%s is refused", async (_, request, status, failure) => {
    const answer = await send(server, request);
    expect([answer.status, answer.failures]).toEqual([status, [failure]]);
  });

  test.each([
    ["application/x-www-form-urlencoded", 415, "INVALID UNSUPPORTED_MEDIA_TYPE"],
    ["multipart/form-data; boundary=x", 415, "INVALID UNSUPPORTED_MEDIA_TYPE"],
    ["application/graphql", 415, "INVALID UNSUPPORTED_MEDIA_TYPE"],
    ["application/xml", 415, "INVALID UNSUPPORTED_MEDIA_TYPE"],
    ["nonsense", 415, "INVALID UNSUPPORTED_MEDIA_TYPE"],
    // A page of any origin may send these without asking first: the rule against forged requests refuses them.
    ["text/plain", 400, "INVALID BAD_REQUEST"],
    ["text/plain;charset=UTF-8", 400, "INVALID BAD_REQUEST"],
  ])("of the type %s is refused", async (type, status, failure) => {
    const answer = await send(server, { ...asJson({ query }), headers: { "content-type": type } });
    expect([answer.status, answer.failures]).toEqual([status, [failure]]);
  });

  test("without a type is refused", async () => {
    const body = Buffer.from(JSON.stringify({ query }));
    const answer = await send(server, { body: new Uint8Array(body), headers: { "content-type": null } });
    expect([answer.status, answer.failures]).toEqual([415, ["INVALID UNSUPPORTED_MEDIA_TYPE"]]);
  });

  test("for a client that takes neither JSON nor GraphQL's own type is refused", async () => {
    const answer = await send(server, {
      ...asJson({ query: "{ __typename }" }),
      headers: { accept: "application/xml" },
    });
    expect([answer.status, answer.failures]).toEqual([406, ["INVALID BAD_REQUEST"]]);
  });
});

describe("a document", () => {
  test.each<[string, object, string[]]>([
    ["with a syntax error", { query: "{ experiments {" }, ["INVALID GRAPHQL_PARSE_FAILED"]],
    ["of blanks only", { query: " # nothing" }, ["INVALID GRAPHQL_PARSE_FAILED"]],
    [
      "with half a surrogate pair in a string",
      { query: '{ node(id: "\\ud800") { id } }' },
      ["INVALID GRAPHQL_PARSE_FAILED"],
    ],
    ["with a field that is not there", { query: "{ experiment_s { nodes } }" }, ["INVALID GRAPHQL_VALIDATION_FAILED"]],
    [
      "with an argument that is not there",
      { query: "{ experiments(last: 1) { nodes { name } } }" },
      ["INVALID GRAPHQL_VALIDATION_FAILED"],
    ],
    ["without a required argument", { query: "{ node { id } }" }, ["INVALID GRAPHQL_VALIDATION_FAILED"]],
    [
      "with a page size that is no integer",
      { query: "{ experiments(first: 1.5) { nodes { name } } }" },
      ["INVALID GRAPHQL_VALIDATION_FAILED"],
    ],
    [
      "with a page size beyond 32 bits",
      { query: "{ experiments(first: 2147483648) { nodes { name } } }" },
      ["INVALID GRAPHQL_VALIDATION_FAILED"],
    ],
    [
      "with an enum's word that is not there",
      { query: "{ experiments(viewType: SOME) { nodes { name } } }" },
      ["INVALID GRAPHQL_VALIDATION_FAILED"],
    ],
    [
      "with fragments in a circle",
      { query: "{ experiments { ...A } } fragment A on ExperimentConnection { ...A }" },
      ["INVALID GRAPHQL_VALIDATION_FAILED"],
    ],
    [
      "with introspection nested without end",
      {
        query: "{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }",
      },
      ["INVALID GRAPHQL_VALIDATION_FAILED", "INVALID GRAPHQL_VALIDATION_FAILED"],
    ],
    [
      "with several operations and no name",
      { query: "query A { __typename } query B { __typename }" },
      ["INVALID OPERATION_NAME_MISSING"],
    ],
    [
      "with the name of an operation that is not in it",
      { query: `query A ${query}`, operationName: "B" },
      ["INVALID UNKNOWN_OPERATION"],
    ],
    ["with a name for an operation that has none", { query, operationName: "A" }, ["INVALID UNKNOWN_OPERATION"]],
    [
      "with a subscription",
      { query: "subscription { experiments { nodes { name } } }" },
      ["INVALID OPERATION_NOT_SERVED"],
    ],
    [
      "with a query's field as a mutation",
      { query: "mutation { experiments { nodes { name } } }" },
      ["INVALID GRAPHQL_VALIDATION_FAILED"],
    ],
    ["without a required variable", { query: "query ($id: ID!) { node(id: $id) { id } }" }, ["INVALID BAD_USER_INPUT"]],
    [
      "with a variable of another type",
      { query: "query ($n: Int) { experiments(first: $n) { nodes { name } } }", variables: { n: "1" } },
      ["INVALID BAD_USER_INPUT"],
    ],
    [
      "with a variable beyond 32 bits",
      { query: "query ($n: Int) { experiments(first: $n) { nodes { name } } }", variables: { n: 1e300 } },
      ["LIMIT TOO_COSTLY"],
    ],
    [
      "with null in a list of texts",
      { query: "query ($s: [String!]) { experiments(stores: $s) { nodes { name } } }", variables: { s: [null] } },
      ["INVALID BAD_USER_INPUT"],
    ],
    [
      "with a persisted query's hash that is not its own",
      { query, extensions: { persistedQuery: { version: 1, sha256Hash: "0".repeat(64) } } },
      ["INVALID BAD_REQUEST"],
    ],
    [
      "with a persisted query of another version",
      { query, extensions: { persistedQuery: { version: 2, sha256Hash: "0".repeat(64) } } },
      ["INVALID BAD_REQUEST"],
    ],
  ])("%s is refused", async (_, body, failures) => {
    const answer = await send(server, asJson(body));
    expect([answer.status, answer.failures]).toEqual([400, failures]);
    expect(JSON.parse(answer.text)).not.toHaveProperty("data");
  });

  test.each([
    ["application/json", 200],
    ["application/graphql-response+json", 400],
    ["application/graphql-response+json, application/json", 400],
    ["*/*", 400],
  ])("that is refused has the status that GraphQL over HTTP gives a client of %s: %i", async (accept, status) => {
    for (const body of [{ query: "{" }, { query: "{ nothing }" }, { query, operationName: "A" }]) {
      const answer = await send(server, { ...asJson(body), headers: { accept } });
      expect(answer.status).toBe(status);
      expect(answer.failures.length).toBe(1);
    }
  });
});

const revoke = '{ bindingRevoke(input: {store: "main", id: "x"}) { errors { __typename } } }';

describe("a request by GET", () => {
  const encoded = encodeURIComponent(query);

  test.each<[string, HttpRequest, number, string]>([
    [
      "without a header that a page of another origin cannot send",
      asGet(`?query=${encoded}`, { "apollo-require-preflight": null }),
      400,
      "INVALID BAD_REQUEST",
    ],
    ["with a mutation", asGet(`?query=${encodeURIComponent(`mutation ${revoke}`)}`), 405, "INVALID BAD_REQUEST"],
    [
      "with a mutation by name beside a query",
      asGet(`?query=${encodeURIComponent(`mutation M ${revoke} query Q { __typename }`)}&operationName=M`),
      405,
      "INVALID BAD_REQUEST",
    ],
    ["without a query", asGet(""), 400, "INVALID BAD_REQUEST"],
    ["with two queries", asGet(`?query=${encoded}&query=${encoded}`), 400, "INVALID BAD_REQUEST"],
    ["whose variables are no JSON", asGet(`?query=${encoded}&variables={`), 400, "INVALID BAD_REQUEST"],
    ["whose variables are a list", asGet(`?query=${encoded}&variables=[]`), 400, "INVALID BAD_REQUEST"],
  ])("%s is refused", async (_, request, status, failure) => {
    const answer = await send(server, request);
    expect([answer.status, answer.failures]).toEqual([status, [failure]]);
  });
});

describe("a path or method that is not served", () => {
  test.each<[string, HttpRequest, number, string]>([
    ["PUT", { method: "PUT", ...asJson({ query }) }, 405, "INVALID METHOD_NOT_ALLOWED"],
    ["PATCH", { method: "PATCH", ...asJson({ query }) }, 405, "INVALID METHOD_NOT_ALLOWED"],
    ["DELETE", { method: "DELETE", headers: { "content-type": null } }, 405, "INVALID METHOD_NOT_ALLOWED"],
    ["OPTIONS", { method: "OPTIONS", headers: { "content-type": null } }, 405, "INVALID METHOD_NOT_ALLOWED"],
    ["the graph's path and a slash", { path: "/graphql/", ...asJson({ query }) }, 404, "NOT_FOUND NO_SUCH_PATH"],
    [
      "another path",
      { path: "/metrics", method: "GET", headers: { "content-type": null } },
      404,
      "NOT_FOUND NO_SUCH_PATH",
    ],
    ["POST to the page", { path: "/graphiql", ...asJson({ query }) }, 404, "NOT_FOUND NO_SUCH_PATH"],
    [
      "a path with a broken escape",
      { path: "/%", method: "GET", headers: { "content-type": null } },
      400,
      "INVALID BAD_REQUEST",
    ],
  ])("%s is refused", async (_, request, status, failure) => {
    const answer = await send(server, request);
    expect([answer.status, answer.failures]).toEqual([status, [failure]]);
    expect(answer.headers.get("allow")).toBe(status === 405 ? "GET, POST" : null);
  });
});
