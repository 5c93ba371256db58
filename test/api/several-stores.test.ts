import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { formatGlobalId } from "../../src/rules/global-id.js";
import { fixtureStores, mlflowStore } from "../support/fixtures.js";
import { connectionOf, walkPages } from "../support/pages.js";
import { openSql } from "../support/sql-runner.js";
import { startServer, type TestServer } from "../support/start-server.js";
import { failuresOf } from "./http-client.js";

interface Item {
  readonly id: string;
  readonly store: { readonly name: string };
  readonly place: string | number | null;
}

/** Each list, with what it is ordered by first when nothing is asked. */
const lists = {
  experiments: { place: "createdAt", descending: true },
  runs: { place: "startTime", descending: true },
  registeredModels: { place: "name", descending: false },
  modelVersions: { place: "lastUpdatedAt", descending: true },
  datasets: { place: "name", descending: false },
} as const;
const names = Object.keys(lists) as (keyof typeof lists)[];

/** Every fixture of this run: the same names, mostly the same times, and the same ids of MLflow in all of them. */
const fixtures = fixtureStores().filter(({ available }) => available);
const stores = fixtures.map(({ version, dialect, url }) => ({
  name: `${dialect}-${version.replaceAll(".", "-")}`,
  url,
}));
const down = { name: "down", url: "postgresql://nobody:secret@127.0.0.1:1/mlflow" };

async function readList(server: TestServer, list: keyof typeof lists, first: number, of: readonly string[] | null) {
  return walkPages<Item>(first, async (after) => {
    const document = `query ($first: Int, $after: String, $stores: [String!]) {
      ${list}(first: $first, after: $after, stores: $stores) ${connectionOf(`id store { name } place: ${lists[list].place}`)}
    }`;
    return (await server.data<Record<string, never>>(document, { first, after, stores: of }))[list] as never;
  });
}

describe("several stores of any dialect in one graph", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer({ stores });
  });
  afterAll(() => server.close());

  test("there are several, of different databases", () => {
    expect(stores.length).toBeGreaterThan(3);
    expect(new Set(fixtures.map(({ dialect }) => dialect)).size).toBeGreaterThan(1);
  });

  test.each(names)(
    "%s: the merged list has each store's rows once, in one order, on pages of any size",
    async (list) => {
      const alone = new Map<string, Item[]>();
      for (const { name } of stores) alone.set(name, await readList(server, list, 100, [name]));
      const merged = await readList(server, list, 7, null);
      expect(await readList(server, list, 100, null)).toEqual(merged);
      for (const [name, rows] of alone) expect(merged.filter(({ store }) => store.name === name)).toEqual(rows);
      expect(merged).toHaveLength([...alone.values()].flat().length);
      expect(new Set(merged.map(({ id }) => id)).size).toBe(merged.length);
      const places = merged.map(({ place }) => place).filter((place) => place !== null);
      const sorted = [...places].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
      expect(places).toEqual(lists[list].descending ? sorted.reverse() : sorted);
    },
  );

  test.each(names)("%s: `stores` narrows the list", async (list) => {
    const chosen = [stores[1]?.name ?? "", stores[3]?.name ?? ""];
    const rows = await readList(server, list, 5, chosen);
    expect(new Set(rows.map(({ store }) => store.name))).toEqual(new Set(chosen));
    const all = await readList(server, list, 100, null);
    expect(rows).toEqual(all.filter(({ store }) => chosen.includes(store.name)));
  });

  test("an order of one's own holds across stores, what has no value last", async () => {
    const runs = await walkPages<{ metrics: { nodes: { value: number | string }[] } }>(4, async (after) => {
      const document = `query ($after: String) { runs(first: 4, after: $after, orderBy: [{ metric: "auc", direction: DESCENDING }])
        ${connectionOf('metrics(keys: ["auc"]) { nodes { value } }')} }`;
      return (await server.data<{ runs: never }>(document, { after })).runs;
    });
    const values = runs.map(({ metrics }) => metrics.nodes[0]?.value ?? null);
    const numbers = values.filter((value) => typeof value === "number");
    expect(numbers).toEqual([...numbers].sort((a, b) => b - a));
    expect(values.slice(0, numbers.length)).toEqual(numbers);
    expect(numbers.length).toBeGreaterThan(stores.length);
  });

  test("every id leads back to its own store", async () => {
    const runs = await readList(server, "runs", 100, null);
    const { nodes } = await server.data<{ nodes: Item[] }>(
      "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Run { id store { name } place: startTime } } }",
      { ids: runs.slice(0, 100).map(({ id }) => id) },
    );
    expect(nodes).toEqual(runs.slice(0, 100));
  });
});

describe("equal names", () => {
  test("never mix: what one store has is not shown of another", async () => {
    const [one, other] = await Promise.all([mlflowStore("sqlite"), mlflowStore("postgres")]);
    const sql = await openSql(other.url);
    await sql.query("UPDATE tags SET value = 'of other' WHERE key = 'team'");
    await sql.query("UPDATE registered_models SET description = 'of other'");
    await sql.query("UPDATE latest_metrics SET value = 0.125 WHERE key = 'auc'");
    await sql.close();
    const server = await startServer({
      stores: [
        { name: "one", url: one.url },
        { name: "other", url: other.url },
      ],
    });
    const page = `{ nodes { store { name } tags(keys: ["team"]) { nodes { value } } metrics(keys: ["auc"]) { nodes { value } }
      experiment { store { name } } modelVersions { nodes { store { name } registeredModel { store { name } description } } } } }`;
    interface Run {
      readonly store: { readonly name: string };
      readonly experiment: { readonly store: { readonly name: string } };
      readonly tags: { readonly nodes: readonly { readonly value: string }[] };
      readonly metrics: { readonly nodes: readonly { readonly value: number }[] };
      readonly modelVersions: {
        readonly nodes: readonly { readonly registeredModel: { readonly description: string | null } }[];
      };
    }
    const { runs } = await server.data<{ runs: { nodes: Run[] } }>(`{ runs(first: 100, viewType: ALL) ${page} }`);
    for (const { store, experiment, tags, metrics, modelVersions } of runs.nodes) {
      const isOther = store.name === "other";
      expect(experiment.store).toEqual(store);
      for (const { value } of tags.nodes) expect(value === "of other").toBe(isOther);
      for (const { value } of metrics.nodes) expect(value === 0.125).toBe(isOther);
      for (const { registeredModel } of modelVersions.nodes) {
        expect(registeredModel.description === "of other").toBe(isOther);
      }
    }
    expect(runs.nodes.flatMap(({ tags }) => tags.nodes).length).toBeGreaterThan(2);
    expect(runs.nodes.flatMap(({ modelVersions }) => modelVersions.nodes).length).toBeGreaterThan(2);
    await server.close();
    await Promise.all([one.drop(), other.drop()]);
  });
});

describe("one store that is down", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer({ stores: [...stores, down] });
  });
  afterAll(() => server.close());

  test.each(names)("%s: costs its own part, and is told; the count is not guessed", async (list) => {
    const whole = await readList(
      server,
      list,
      100,
      stores.map(({ name }) => name),
    );
    const { data, errors } = await server.query<Record<string, { nodes: unknown[]; totalCount: null }>>(
      `{ ${list}(first: 100) { nodes { id store { name } place: ${lists[list].place} } totalCount } }`,
    );
    expect(data?.[list]).toEqual({ nodes: whole.slice(0, 100), totalCount: null });
    expect(failuresOf(errors).sort()).toEqual([
      `UNAVAILABLE STORE_UNREACHABLE at ${list}`,
      `UNAVAILABLE STORE_UNREACHABLE at ${list}.totalCount`,
    ]);
    expect(JSON.stringify(errors)).toContain('"down\\"');
    expect(JSON.stringify(errors)).not.toContain("secret");
  });

  test.each(names)("%s: asked alone, is null with its error", async (list) => {
    const { data, errors } = await server.query(`{ list: ${list}(stores: ["down"]) { nodes { id } } }`);
    expect([data, failuresOf(errors)]).toEqual([{ list: null }, ["UNAVAILABLE STORE_UNREACHABLE at list"]]);
  });

  test("costs its own ids among others", async () => {
    const [run] = await readList(server, "runs", 1, [stores[0]?.name ?? ""]);
    const lost = formatGlobalId("down", "Run", "f".repeat(32));
    const { data, errors } = await server.query("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", {
      ids: [run?.id, lost],
    });
    expect(data).toEqual({ nodes: [{ id: run?.id }, null] });
    expect(failuresOf(errors)).toEqual(["UNAVAILABLE STORE_UNREACHABLE at nodes.1"]);
  });

  test("two lists of one request have each an error of their own, and a batch's operations do not share them", async () => {
    const { errors } = await server.query("{ a: runs(first: 1) { nodes { id } } b: runs(first: 1) { nodes { id } } }");
    expect(failuresOf(errors).sort()).toEqual([
      "UNAVAILABLE STORE_UNREACHABLE at a",
      "UNAVAILABLE STORE_UNREACHABLE at b",
    ]);
    const { errors: none } = await server.query("{ stores(first: 1) { nodes { id } } }");
    expect(none).toBeUndefined();
  });
});
