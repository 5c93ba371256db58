import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { formatGlobalId } from "../../src/rules/global-id.js";
import type { TestDatabase } from "../support/databases.js";
import { describeDialects } from "../support/describe-stores.js";
import { mlflowStore } from "../support/fixtures.js";
import { availableDialects } from "../support/run-environment.js";
import { startServer, type TestServer } from "../support/start-server.js";
import { addEntities, sampleOf, storedTypes } from "./entity-rows.js";
import { failuresOf } from "./http-client.js";

const byId = "query ($of: [_Any!]!) { _entities(representations: $of) { __typename ... on Node { id } } }";
type Entities = { readonly _entities: readonly ({ readonly __typename: string; readonly id: string } | null)[] };

function ask(server: TestServer, of: readonly unknown[]) {
  return server.query<Entities>(byId, { of });
}

async function idsOf(server: TestServer, of: readonly unknown[]) {
  const { _entities } = await server.data<Entities>(byId, { of });
  return _entities.map((entity) => entity?.id ?? null);
}

const keyKinds = ["id", "natural key"] as const;
const cases = storedTypes.flatMap((type) => keyKinds.map((by) => [type, by] as const));

describeDialects("1,000 entities of a type in one call", (dialect) => {
  const count = 1_000;
  let database: TestDatabase;
  let server: TestServer;

  beforeAll(async () => {
    database = await mlflowStore(dialect);
    await addEntities(database.url, count);
    server = await startServer({ stores: [database] });
  });
  afterAll(async () => {
    await server.close();
    await database.drop();
  });

  test.each(cases)("%s by %s: all of them, in order, by one statement", async (type, by) => {
    const samples = Array.from({ length: count }, (_, at) => sampleOf(type, by, "main", at));
    server.statements();
    const ids = await idsOf(
      server,
      samples.map(({ representation }) => representation),
    );
    expect(server.statements()).toHaveLength(1);
    expect(ids).toEqual(samples.map(({ id }) => id));
  });

  test("one more is refused, before any is loaded", async () => {
    server.statements();
    const { data, errors } = await ask(
      server,
      Array.from({ length: count + 1 }, (_, at) => sampleOf("Run", "id", "main", at).representation),
    );
    expect([data, failuresOf(errors)]).toEqual([null, ["LIMIT LIST_TOO_LONG at _entities"]]);
    expect(server.statements()).toEqual([]);
  });

  test("a key whose text the store cannot hold costs its own place only", async () => {
    const samples = Array.from({ length: 9 }, (_, at) => sampleOf("Run", "natural key", "main", at));
    const of = samples.map(({ representation }) => representation);
    const odd = { __typename: "Run", store: { name: "main" }, mlflowId: "a\u0000b" };
    const { data, errors } = await ask(server, [...of.slice(0, 4), odd, ...of.slice(4)]);
    expect(data?._entities.map((entity) => entity?.id ?? null)).toEqual([
      ...samples.slice(0, 4).map(({ id }) => id),
      null,
      ...samples.slice(4).map(({ id }) => id),
    ]);
    // PostgreSQL alone has no such character.
    expect(failuresOf(errors)).toEqual(dialect === "postgres" ? ["INVALID TEXT_NOT_STORABLE at _entities.4"] : []);
  });
});

describe("entities of several stores", () => {
  const count = 20;
  const names = availableDialects();
  let databases: TestDatabase[];
  let server: TestServer;

  beforeAll(async () => {
    databases = await Promise.all(names.map((dialect) => mlflowStore(dialect)));
    for (const { url } of databases) await addEntities(url, count);
    server = await startServer({
      stores: [
        ...databases.map(({ url }, at) => ({ name: names[at] ?? "", url })),
        { name: "down", url: "postgresql://nobody:secret@127.0.0.1:1/mlflow" },
      ],
      limits: { entitiesMax: 2_000 },
    });
  });
  afterAll(async () => {
    await server.close();
    await Promise.all(databases.map((database) => database.drop()));
  });

  /** Every type, key and store by turns. */
  function mixed() {
    return Array.from({ length: count }, (_, at) =>
      cases.flatMap(([type, by]) => names.map((store) => ({ type, ...sampleOf(type, by, store, at) }))),
    ).flat();
  }

  test("mixed types, keys and stores keep their order, at one statement a type and store", async () => {
    const samples = mixed();
    server.statements();
    const of = samples.map(({ representation }) => representation);
    const { _entities } = await server.data<Entities>(byId, { of });
    expect(server.statements()).toHaveLength(storedTypes.length * names.length);
    expect(_entities).toEqual(samples.map(({ type, id }) => ({ __typename: type, id })));
  });

  test("a store is one by its name and by its id, without a statement, reachable or not", async () => {
    server.statements();
    const id = formatGlobalId("down", "Store");
    const of = [
      { __typename: "Store", name: "down" },
      { __typename: "Store", id },
      { __typename: "Store", name: "none" },
    ];
    expect(await idsOf(server, of)).toEqual([id, id, null]);
    expect(server.statements()).toEqual([]);
  });

  test("the same one twice is answered twice", async () => {
    const [one, two] = keyKinds.map((by) => sampleOf("Run", by, names[0] ?? "", 3));
    const of = [one, two, one].map((sample) => sample?.representation);
    expect(await idsOf(server, of)).toEqual([one?.id, one?.id, one?.id]);
  });

  test("fields of entities are those of the graph, relations included", async () => {
    const samples = names.map((store) => sampleOf("ModelVersion", "natural key", store, 7));
    const document = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ModelVersion {
      version store { name } registeredModel { name workspace { name } versions { nodes { id } } } } } }`;
    const { _entities } = await server.data<{ _entities: unknown }>(document, {
      of: samples.map(({ representation }) => representation),
    });
    expect(_entities).toEqual(
      samples.map(({ id }, at) => ({
        version: 8,
        store: { name: names[at] },
        registeredModel: { name: "many 7", workspace: { name: "team-7" }, versions: { nodes: [{ id }] } },
      })),
    );
  });

  test("what does not exist is null in its place, without an error", async () => {
    const [name = ""] = names;
    const store = { name };
    const model = { store, workspace: { name: "team-1" }, name: "many 1" };
    const absent = [
      { __typename: "Run", store, mlflowId: "0".repeat(32) },
      { __typename: "Run", store: { name: "nowhere" }, mlflowId: "0".repeat(32) },
      { __typename: "Run", id: formatGlobalId("nowhere", "Run", "0".repeat(32)) },
      { __typename: "Run", id: formatGlobalId(name, "Run", "0".repeat(32)) },
      { __typename: "Experiment", store, mlflowId: "no number" },
      { __typename: "Experiment", store, mlflowId: "99999999999999999999" },
      { __typename: "Workspace", store, name: "team-1 " },
      { __typename: "Dataset", experiment: { store, mlflowId: "10001" }, name: "many 1", digest: "2" },
      { __typename: "Dataset", experiment: { store, mlflowId: "10001" }, name: "MANY 1", digest: "1" },
      { __typename: "RegisteredModel", ...model, name: "Many 1" },
      { __typename: "RegisteredModel", ...model, workspace: { name: "team-2" } },
      { __typename: "RegisteredModel", id: formatGlobalId(name, "RegisteredModel", "team-1", "many 1", "1") },
      { __typename: "ModelVersion", registeredModel: model, version: 1 },
      { __typename: "ModelVersion", registeredModel: model, version: -1 },
      { __typename: "LoggedModel", store, mlflowId: "m-1" },
    ];
    const there = sampleOf("Run", "id", name, 0);
    expect(await idsOf(server, [...absent, there.representation])).toEqual([...absent.map(() => null), there.id]);
  });

  test("a malformed representation is an error in its place, and costs nothing of the others", async () => {
    const [name = ""] = names;
    const store = { name };
    const runId = sampleOf("Run", "id", name, 1).representation.id;
    const there = sampleOf("Experiment", "natural key", name, 1);
    const malformed: readonly (readonly [unknown, string])[] = [
      ["Run", "NOT_A_REPRESENTATION"],
      [5, "NOT_A_REPRESENTATION"],
      [[], "NOT_A_REPRESENTATION"],
      [{}, "TYPENAME_MISSING"],
      [{ id: runId }, "TYPENAME_MISSING"],
      [{ __typename: 5, id: runId }, "TYPENAME_MISSING"],
      [{ __typename: "Rum", id: runId }, "NOT_AN_ENTITY"],
      [{ __typename: "Tag", key: "a" }, "NOT_AN_ENTITY"],
      [{ __typename: "Node", id: runId }, "NOT_AN_ENTITY"],
      [{ __typename: "constructor", id: runId }, "NOT_AN_ENTITY"],
      [{ __typename: "__proto__", id: runId }, "NOT_AN_ENTITY"],
      [{ __typename: "Run" }, "NOT_A_KEY"],
      [{ __typename: "Run", id: null }, "NOT_A_KEY"],
      [{ __typename: "Run", id: { a: 1 } }, "NOT_A_KEY"],
      [{ __typename: "Run", mlflowId: "a" }, "NOT_A_KEY"],
      [{ __typename: "Run", store: name, mlflowId: "a" }, "NOT_A_KEY"],
      [{ __typename: "Run", store: {}, mlflowId: "a" }, "NOT_A_KEY"],
      [{ __typename: "Run", store: [store], mlflowId: "a" }, "NOT_A_KEY"],
      [{ __typename: "Run", store, mlflowId: 5 }, "NOT_A_KEY"],
      [{ __typename: "Run", store, name: "many 1" }, "NOT_A_KEY"],
      [{ __typename: "ModelVersion", registeredModel: { store, name: "a" }, version: 1 }, "NOT_A_KEY"],
      [
        {
          __typename: "ModelVersion",
          registeredModel: { store, workspace: { name: "default" }, name: "a" },
          version: "1",
        },
        "NOT_A_KEY",
      ],
      [{ __typename: "Run", id: "not an id" }, "MALFORMED_ID"],
      [{ __typename: "Run", id: 5 }, "MALFORMED_ID"],
      [{ __typename: "Experiment", id: runId }, "ID_OF_ANOTHER_TYPE"],
    ];
    const of = malformed.flatMap(([representation]) => [representation, there.representation]);
    const { status, data, errors } = await ask(server, of);
    expect(status).toBe(200);
    expect(data?._entities.map((entity) => entity?.id ?? null)).toEqual(malformed.flatMap(() => [null, there.id]));
    expect(failuresOf(errors)).toEqual(malformed.map(([, reason], at) => `INVALID ${reason} at _entities.${2 * at}`));
  });

  test("a natural key goes with fields that are none, such as those another type requires", async () => {
    const { id, representation } = sampleOf("Run", "natural key", names[0] ?? "", 2);
    const of = [
      { ...representation, id: null, name: "other", $x: [{}] },
      { ...representation, store: { ...(representation.store as object), __typename: "Store", database: 1 } },
    ];
    expect(await idsOf(server, of)).toEqual([id, id]);
  });

  test("a store that is down costs its own entities", async () => {
    const there = sampleOf("Run", "natural key", names[0] ?? "", 2);
    const lost = sampleOf("Run", "natural key", "down", 2);
    const { data, errors } = await ask(server, [lost.representation, there.representation]);
    expect(data?._entities).toEqual([null, { __typename: "Run", id: there.id }]);
    expect(failuresOf(errors)).toEqual(["UNAVAILABLE STORE_UNREACHABLE at _entities.0"]);
  });

  test("none is answered with none, and null is no list", async () => {
    expect(await idsOf(server, [])).toEqual([]);
    const { status, errors } = await server.query(byId, { of: null });
    expect([status, failuresOf(errors)]).toEqual([400, ["INVALID BAD_USER_INPUT"]]);
  });

  test("representations may stand in the document, with variables inside", async () => {
    const { id } = sampleOf("Experiment", "id", names[0] ?? "", 4);
    const document = `query ($id: ID!, $store: String!) {
      _entities(representations: [{ __typename: "Experiment", id: $id }, { __typename: "Experiment", store: { name: $store }, mlflowId: "10004" }]) { ... on Node { id } } }`;
    expect(await server.data(document, { id, store: names[0] })).toEqual({ _entities: [{ id }, { id }] });
  });

  test("their cost is that of each times their number", async () => {
    const low = await startServer({ limits: { costMax: 100 } });
    const of = Array.from({ length: 50 }, () => ({ __typename: "Store", name: "none" }));
    const document = "query ($of: [_Any!]!) { _entities(representations: $of) { ... on Run { experiment { name } } } }";
    const { status, errors } = await low.query(document, { of });
    expect([status, failuresOf(errors)]).toEqual([400, ["LIMIT TOO_COSTLY"]]);
    expect((await low.query(document, { of: of.slice(0, 40) })).data).toEqual({ _entities: Array(40).fill(null) });
    await low.close();
  });
});
