import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type CursorValue, formatCursor } from "../../src/rules/cursor.js";
import { describeDialects } from "../support/describe-stores.js";
import { fixtureStore } from "../support/fixtures.js";
import { startServer, type TestServer } from "../support/start-server.js";
import { failuresOf } from "./http-client.js";

interface Cursors {
  readonly [list: string]: string;
}

describeDialects("a cursor", (dialect) => {
  const { oracle } = fixtureStore(dialect);
  const runId = oracle.runs.find(({ metrics }) => Object.keys(metrics).length > 1)?.runId ?? "";
  const experimentId = oracle.runs[0]?.experimentId ?? "";
  let server: TestServer;
  let cursors: Cursors;

  /** Every kind of list, with a place for a cursor. */
  const lists: Readonly<Record<string, string>> = {
    stores: "stores(first: 1 $after) { pageInfo { endCursor } }",
    experiments: "experiments(first: 1 $after) { pageInfo { endCursor } }",
    registeredModels: "registeredModels(first: 1 $after) { pageInfo { endCursor } }",
    runs: `experiment(store: "main", mlflowId: "${experimentId}") { list: runs(viewType: ALL, first: 1 $after) { pageInfo { endCursor } } }`,
    tags: `run(store: "main", mlflowId: "${runId}") { list: tags(first: 1 $after) { pageInfo { endCursor } } }`,
    metricHistory: `run(store: "main", mlflowId: "${runId}") { list: metricHistory(keys: ["$key"], first: 1 $after) { pageInfo { endCursor } } }`,
    workspaces: 'store(name: "main") { list: workspaces(first: 1 $after) { pageInfo { endCursor } } }',
  };

  beforeAll(async () => {
    server = await startServer({ stores: [fixtureStore(dialect), { ...fixtureStore("sqlite"), name: "other" }] });
    const found = await Promise.all(
      Object.keys(lists).map(async (list) => [list, endCursorIn(await server.data(queryFor(list, null)))] as const),
    );
    cursors = Object.fromEntries(found);
  });

  afterAll(() => server.close());

  function queryFor(list: string, after: string | null): string {
    const key = Object.keys(oracle.runs.find((run) => run.runId === runId)?.metrics ?? {})[0] ?? "";
    const text = lists[list] ?? "";
    return `{ ${text.replace("$key", key).replace(" $after", after === null ? "" : ` after: ${JSON.stringify(after)}`)} }`;
  }

  async function failureOf(list: string, after: string): Promise<string | undefined> {
    return failuresOf((await server.query(queryFor(list, after))).errors)[0]?.split(" at ")[0];
  }

  test("that a list gave is good for that list", async () => {
    for (const [list, cursor] of Object.entries(cursors))
      expect([list, await failureOf(list, cursor)]).toEqual([list, undefined]);
  });

  test.each(Object.keys(lists))("of any other list is refused by %s", async (list) => {
    for (const [other, cursor] of Object.entries(cursors))
      if (other !== list) expect([other, await failureOf(list, cursor)]).toEqual([other, "INVALID WRONG_CURSOR"]);
  });

  test.each(Object.keys(lists))("that was tampered with is refused by %s", async (list) => {
    const cursor = cursors[list] ?? "";
    const content = Buffer.from(cursor, "base64url").toString();
    const changed = [
      "",
      " ",
      "null",
      `${cursor}=`,
      `${cursor} `,
      cursor.slice(0, -3),
      cursor.toUpperCase(),
      `\u0000${cursor}`,
      "\u{1f600}",
      Buffer.from(content).toString("base64url").replace(/^./, "_"),
      Buffer.from(content.replace("]", ',"i1"]')).toString("base64url"),
      Buffer.from(content.replace("[", "[ ")).toString("base64url"),
      Buffer.from(content.replace(/,"[a-z].*/, "]")).toString("base64url"),
      Buffer.from(content.replace(/,"[a-z]/, ',"x')).toString("base64url"),
      "A".repeat(20_000),
    ];
    for (const after of changed) expect([after, await failureOf(list, after)]).toEqual([after, "INVALID WRONG_CURSOR"]);
  });

  test("of a store that the list does not span is refused", async () => {
    for (const list of ["experiments", "registeredModels"]) {
      const field = (stores: string, after: string) =>
        `{ ${list}(first: 1, stores: [${stores}]${after}) { nodes { name } pageInfo { endCursor } } }`;
      const cursor = endCursorIn(await server.data(field('"other"', "")));
      const after = `, after: "${cursor}"`;
      expect(failuresOf((await server.query(field('"main"', after))).errors)).toEqual([
        `INVALID WRONG_CURSOR at ${list}`,
      ]);
      expect(failuresOf((await server.query(field('"main", "other"', after))).errors)).toEqual([]);
      expect(await failureOf(list, cursor)).toBeUndefined();
    }
    const ghost = formatCursor("registeredModels", ["ghost", "a", "default"]);
    expect(await failureOf("registeredModels", ghost)).toBe("INVALID WRONG_CURSOR");
  });

  test("to a place beyond what a column can hold is a place all the same, never a database's error", async () => {
    const extremes = [2n ** 63n - 1n, -(2n ** 63n), 2n ** 53n + 1n, 0n];
    for (const value of extremes) {
      const places: readonly (readonly [string, string, readonly CursorValue[]])[] = [
        ["experiments", "experiments", ["main", value, value]],
        ["experiments", "experiments", ["main", null, value]],
        ["runs", "runs", [value, "x"]],
        ["metricHistory", "metricHistory", [value, value, -0, 1n]],
        ["metricHistory", "metricHistory", [value, value, Number.MAX_VALUE, value]],
        ["metricHistory", "metricHistory", [value, value, 5e-324, 0n]],
      ];
      for (const [list, name, values] of places)
        expect([values.map(String), await failureOf(list, formatCursor(name, values))]).toEqual([
          values.map(String),
          undefined,
        ]);
    }
  });

  test("behind the last row gives an empty page", async () => {
    const after = formatCursor("registeredModels", ["other", "\u{10ffff}", "\u{10ffff}"]);
    expect(
      await server.data(
        `{ registeredModels(after: "${after}") { nodes { name } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`,
      ),
    ).toEqual({
      registeredModels: {
        nodes: [],
        pageInfo: { hasNextPage: false, hasPreviousPage: true, startCursor: null, endCursor: null },
      },
    });
  });

  test("of a metric's history is for one key and for no sample", async () => {
    const ask = async (args: string) => {
      const after = `after: "${cursors.metricHistory}"`;
      const { errors } = await server.query(
        `{ run(store: "main", mlflowId: "${runId}") { metricHistory(${args}, ${after}) { key } } }`,
      );
      return failuresOf(errors);
    };
    for (const args of ['keys: ["a", "b"]', "keys: []", 'keys: ["a"], maxPoints: 5'])
      expect(await ask(args)).toEqual(["INVALID CURSOR_OF_ONE_SERIES at run.metricHistory"]);
  });
});

/** The one endCursor somewhere in the data. */
function endCursorIn(data: unknown): string {
  const found = /"endCursor":"([^"]+)"/.exec(JSON.stringify(data))?.[1];
  if (found === undefined) throw new Error(`no cursor in ${JSON.stringify(data)}`);
  return found;
}
