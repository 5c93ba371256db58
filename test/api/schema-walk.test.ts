import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { TestDatabase } from "../support/databases.js";
import { describeFixtures } from "../support/describe-stores.js";
import { type MlflowVersion, mlflowStore } from "../support/fixtures.js";
import { type Answer, startServer, type TestServer } from "../support/start-server.js";
import {
  nodeTypes,
  type Samples,
  samplesOf,
  schemaTypes,
  visit,
  walkNode,
  walkQuery,
  wideLimits,
} from "./schema-walk.js";
import { addTraceAndPrompt } from "./trace-and-prompt.js";

/** No fixture holds a cycle, bindings or tokens: test/api has stores of its own for them. Mutations are not walked. */
const governed =
  /^(MissingGrant|Mutation|Binding.*|ApiToken.*|RoleScope|NotFound|Forbidden|Invalid|Conflict|Unavailable)$/;
const notInFixtures = schemaTypes().filter((name) => name === "LineageCycle" || governed.test(name));

/** Types of which a store of an older MLflow can hold nothing. */
const loggedModelTypes = schemaTypes().filter((name) => name.startsWith("LoggedModel"));
const absent: Readonly<Partial<Record<MlflowVersion, readonly string[]>>> = { "2.22.0": loggedModelTypes };

describeFixtures("a walk of the whole schema", ({ dialect, version, oracle }) => {
  let store: TestDatabase;
  let server: TestServer;
  let samples: Samples;
  const seen = new Set<string>();

  beforeAll(async () => {
    store = await mlflowStore(dialect, version);
    await addTraceAndPrompt(store.url, version, oracle);
    server = await startServer({ stores: [store], limits: wideLimits });
    samples = await samplesOf(server);
  });
  afterAll(async () => {
    await server?.close();
    await store?.drop();
  });

  test.each(nodeTypes)("every field of %s, in one query", async (type) => {
    const sample = samples.get(type);
    if (sample === undefined) expect(absent[version]).toContain(type);
    else check(await walkNode(server, type, sample, 2));
  });

  test("every field of the query type", async () => check(await walkQuery(server, samples, 2)));

  test("has met every type that there can be", () => {
    const without = [...notInFixtures, ...(absent[version] ?? [])];
    expect(schemaTypes().filter((name) => !seen.has(name) && !without.includes(name))).toEqual([]);
  });

  /** What an older schema has not is null, with its reason; nothing else is wrong. */
  function check({ data, errors = [] }: Answer<unknown>): void {
    expect(errors.filter(({ extensions }) => extensions?.reason !== "NOT_IN_SCHEMA")).toEqual([]);
    if (version === "3.17.2") expect(errors).toEqual([]);
    visit(data, ({ __typename }) => seen.add(__typename));
  }
});
