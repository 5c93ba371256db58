import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { fillStore } from "../../src/demo/fill-store.js";
import { emptyDatabase, type TestDatabase } from "../support/databases.js";
import { startServer, type TestServer } from "../support/start-server.js";
import { blocksOf, readme } from "./blocks.js";

let database: TestDatabase;
let server: TestServer;

beforeAll(async () => {
  database = await emptyDatabase("postgres");
  await fillStore(database.url, Date.now());
  server = await startServer({ stores: [{ name: "demo", url: database.url }] });
}, 120_000);

afterAll(async () => {
  await server?.close();
  await database?.drop();
});

const blocks = blocksOf(readme);
const queries = blocks.flatMap(({ language, text }, at) => {
  const next = blocks[at + 1];
  if (language !== "graphql") return [];
  return [{ block: at + 1, query: text, answer: next?.language === "json" ? next.text : null }];
});

test("the README shows at least one query with its answer", () => {
  expect(queries.filter(({ answer }) => answer !== null).length).toBeGreaterThan(0);
});

test.each(queries)(
  "the demo answers the query in block $block of the README, and as shown",
  async ({ query, answer }) => {
    const { data, errors } = await server.query(query);
    expect(errors).toBeUndefined();
    if (answer !== null) expect({ data }).toEqual(JSON.parse(answer));
  },
);
