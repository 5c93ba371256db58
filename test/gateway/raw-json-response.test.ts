import { HeaderMap } from "@apollo/server";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { buildSchema, type GraphQLObjectType } from "graphql";
import { createApollo } from "../../src/gateway/apollo.js";
import { RawJson } from "../../src/rules/raw-json.js";
import { createLog } from "../../src/telemetry/log.js";
import { testConfig } from "../support/test-config.js";

const stored = '[{"key":"a","value":9007199254740993.0}]';

describe("the response holds the text that a resolver passed through", () => {
  const schema = buildSchema("type Query { rows: [Row!]! failing: Int } type Row { key: String value: Float }");
  const { rows, failing } = (schema.getType("Query") as GraphQLObjectType).getFields();
  if (rows) rows.resolve = async () => new RawJson(stored);
  if (failing) failing.resolve = () => Promise.reject(new Error("not told"));
  const { limits } = testConfig({});
  const log = createLog({ level: "silent" });
  const apollo = createApollo({ schema, sdl: "", limits: { ...limits, batchMax: 2 }, introspection: true, log });
  beforeAll(() => apollo.start());
  afterAll(() => apollo.stop());

  async function post(body: unknown): Promise<string> {
    const headers = new HeaderMap([["content-type", "application/json"]]);
    const answer = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: { method: "POST", headers, body, search: "" },
      context: async () => ({ requestId: "r1", signal: new AbortController().signal }) as never,
    });
    return answer.body.kind === "complete" ? answer.body.string : "";
  }

  test("as it is, with errors and aliases beside it", async () => {
    expect(await post({ query: "{ rows { key value } }" })).toBe(`{"data":{"rows":${stored}}}`);
    const both = await post({ query: "{ failing again: rows { key value } }" });
    expect(both).toContain(`"data":{"failing":null,"again":${stored}}`);
    expect(both).not.toContain("not told");
  });

  test("in each answer of a batch", async () => {
    const query = "{ rows { key value } }";
    expect(JSON.parse(await post([{ query }, { query: "{ __typename }" }]))).toEqual([
      { data: { rows: JSON.parse(stored) } },
      { data: { __typename: "Query" } },
    ]);
  });

  test("and whoever executes in this process sees it as the value it stands for", async () => {
    const contextValue = { requestId: "r1", signal: new AbortController().signal } as never;
    const { body } = await apollo.executeOperation({ query: "{ rows { key value } }" }, { contextValue });
    expect(JSON.parse(JSON.stringify(body))).toMatchObject({ singleResult: { data: { rows: JSON.parse(stored) } } });
  });
});
