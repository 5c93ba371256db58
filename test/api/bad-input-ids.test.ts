import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { formatGlobalId, parseGlobalId } from "../../src/rules/global-id.js";
import { describeDialects } from "../support/describe-stores.js";
import { fixtureStore } from "../support/fixtures.js";
import { startServer, type TestServer } from "../support/start-server.js";
import { failuresOf } from "./http-client.js";

const encode = (text: string) => Buffer.from(text).toString("base64url");

/** A global id with some part of its key in other words. */
function rekeyed(id: string, change: (key: readonly string[]) => readonly string[]): string {
  const { store, type, key } = parseGlobalId(id);
  return formatGlobalId(store, type, ...change(key));
}

describeDialects("an id", (dialect) => {
  const { oracle } = fixtureStore(dialect);
  const runId = oracle.runs[0]?.runId ?? "";
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer({
      stores: [fixtureStore(dialect), { ...fixtureStore("sqlite", "3.17.2"), name: "other" }],
    });
  });

  afterAll(() => server.close());

  async function node(id: string) {
    const { data, errors } = await server.query("query ($id: ID!) { node(id: $id) { id } }", { id });
    return { data, failures: failuresOf(errors) };
  }

  test.each([
    ["MLflow's own id", runId],
    ["nothing", ""],
    ["blanks", "   "],
    ["a word", "experiment"],
    ["a number", "1"],
    ["emoji", "\u{1f600}"],
    ["NUL", "\u0000"],
    ["half a surrogate pair", "\ud800"],
    ["10,000 characters", "A".repeat(10_000)],
    ["an unknown type", encode("main:Metric:a")],
    ["a part too few", encode("main:Run")],
    ["a part too many", encode("main:Run:a:b")],
    ["another spelling of a good id", encode(`main:Run:%${runId.charCodeAt(0).toString(16)}${runId.slice(1)}`)],
    ["a good id with padding", `${formatGlobalId("main", "Run", runId)}==`],
    ["a good id with a blank behind it", `${formatGlobalId("main", "Run", runId)} `],
  ])("that is %s is refused as malformed, and no store is asked", async (_, id) => {
    server.statements();
    expect(await node(id)).toEqual({ data: { node: null }, failures: ["INVALID MALFORMED_ID at node"] });
    expect(server.statements()).toEqual([]);
  });

  test.each([
    ["a store that is not configured", formatGlobalId("ghost", "Run", runId)],
    ["a store that is not configured, itself", formatGlobalId("ghost", "Store")],
    ["a store in other letters", formatGlobalId("MAIN", "Run", runId)],
    ["no store", formatGlobalId("", "Store")],
    ["another store, which has no such run", formatGlobalId("other", "Run", `${runId.slice(1)}x`)],
    ["another type: a run as an experiment", formatGlobalId("main", "Experiment", runId)],
    ["a run in capitals", formatGlobalId("main", "Run", runId.toUpperCase())],
    ["a run with a blank behind it", formatGlobalId("main", "Run", `${runId} `)],
    ["a run that is not there", formatGlobalId("main", "Run", "f".repeat(32))],
    ["a run of 3,000 characters", formatGlobalId("main", "Run", "f".repeat(3_000))],
    ["a run with quotes", formatGlobalId("main", "Run", "' or 1=1 --")],
    ["a run of wildcards", formatGlobalId("main", "Run", "%")],
    ["a workspace that is not there", formatGlobalId("main", "Workspace", "\u{1f600}")],
    ["a workspace in other letters", formatGlobalId("main", "Workspace", "DEFAULT")],
    ["a dataset that is not there", formatGlobalId("main", "Dataset", "0", "iris", "\u202e")],
    ["a dataset of an experiment that cannot be", formatGlobalId("main", "Dataset", "x", "iris", "d")],
    ["a model that is not there", formatGlobalId("main", "RegisteredModel", "default", "nobody", "1")],
    ["a version number that is no number", formatGlobalId("main", "ModelVersion", "default", "m", "1", "one")],
    ["a version number of zero", formatGlobalId("main", "ModelVersion", "default", "m", "1", "0")],
    ["a version number beyond the column", formatGlobalId("main", "ModelVersion", "default", "m", "1", "2147483648")],
    ["a version number of 30 digits", formatGlobalId("main", "ModelVersion", "default", "m", "1", "9".repeat(30))],
  ])("of the right shape for %s is not found", async (_, id) => {
    expect(await node(id)).toEqual({ data: { node: null }, failures: ["NOT_FOUND NOT_FOUND at node"] });
  });

  test("of a deleted and re-created model or version is not found: the time of creation is part of it", async () => {
    const { registeredModels } = await server.data<{
      registeredModels: { nodes: { id: string; versions: { nodes: { id: string }[] } }[] };
    }>('{ registeredModels(stores: ["main"], first: 1) { nodes { id versions(first: 1) { nodes { id } } } } }');
    const [model] = registeredModels.nodes;
    const [version] = model?.versions.nodes ?? [];
    if (model === undefined || version === undefined) throw new Error("the fixture has no model with a version");
    for (const id of [model.id, version.id]) {
      expect(await node(id)).toEqual({ data: { node: { id } }, failures: [] });
      for (const time of ["", "1", "-1", " ", "NaN"]) {
        const other = rekeyed(id, ([workspace = "", name = "", , ...rest]) => [workspace, name, time, ...rest]);
        expect(await node(other)).toEqual({ data: { node: null }, failures: ["NOT_FOUND NOT_FOUND at node"] });
      }
    }
  });

  describe("of an experiment", () => {
    test("of zero works: it is MLflow's default experiment", async () => {
      expect(await server.data('{ experiment(store: "main", mlflowId: "0") { mlflowId name } }')).toEqual({
        experiment: { mlflowId: "0", name: "Default" },
      });
      const id = formatGlobalId("main", "Experiment", "0");
      expect(await node(id)).toEqual({ data: { node: { id } }, failures: [] });
    });

    test.each([
      ["18 digits", "123456789012345678"],
      ["19 digits", "9223372036854775807"],
      ["19 digits, beyond int64", "9223372036854775808"],
      ["30 digits", "9".repeat(30)],
      ["the integer after the last of int32", "2147483648"],
      ["a number that no experiment has", "2147483647"],
      ["a zero before it", "00"],
      ["a plus", "+1"],
      ["a minus", "-1"],
      ["a minus zero", "-0"],
      ["a fraction", "1.0"],
      ["an exponent", "1e3"],
      ["hexadecimal", "0x1"],
      ["a blank", " 1"],
      ["a word", "one"],
      ["nothing", ""],
      ["NUL", "\u0000"],
      ["other digits", "\u0661"],
      ["SQL", "1; drop table runs"],
      ["10,000 digits", "1".repeat(10_000)],
    ])("with %s is not found, never a database's error", async (_, mlflowId) => {
      const query = 'query ($id: String!) { experiment(store: "main", mlflowId: $id) { name } }';
      const { data, errors } = await server.query(query, { id: mlflowId });
      expect([data, failuresOf(errors)]).toEqual([{ experiment: null }, ["NOT_FOUND NOT_FOUND at experiment"]]);
    });
  });

  test("among several costs its own place only, in order", async () => {
    const good = formatGlobalId("main", "Run", runId);
    const ids = [good, "x", formatGlobalId("ghost", "Run", runId), good, formatGlobalId("main", "Run", "a")];
    const { data, errors } = await server.query("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", { ids });
    expect(data).toEqual({ nodes: [{ id: good }, null, null, { id: good }, null] });
    expect(failuresOf(errors)).toEqual([
      "INVALID MALFORMED_ID at nodes.1",
      "NOT_FOUND NOT_FOUND at nodes.2",
      "NOT_FOUND NOT_FOUND at nodes.4",
    ]);
  });

  test.each([
    ['experiment(store: "ghost", mlflowId: "0") { name }', "experiment"],
    ['experiment(store: "ghost", name: "Default") { name }', "experiment"],
    [`run(store: "ghost", mlflowId: "${runId}") { name }`, "run"],
    [`run(store: "Main", mlflowId: "${runId}") { name }`, "run"],
    ['registeredModel(store: "ghost", name: "a") { name }', "registeredModel"],
    ['modelVersion(store: "ghost", name: "a", version: 1) { name }', "modelVersion"],
    ['store(name: "ghost") { name }', "store"],
    ['store(name: "__proto__") { name }', "store"],
    ['experiments(stores: ["main", "ghost"]) { nodes { name } }', "experiments"],
    ['registeredModels(stores: ["ghost"]) { nodes { name } }', "registeredModels"],
    ['registeredModel(store: "main", name: "\u202enobody") { name }', "registeredModel"],
    ['modelVersion(store: "main", name: "nobody", version: -1) { name }', "modelVersion"],
    ['modelVersion(store: "main", name: "nobody", version: 2147483647) { name }', "modelVersion"],
    ['experiment(store: "main", name: "Default", workspace: "nowhere") { name }', "experiment"],
    ['experiment(store: "main", name: "default") { name }', "experiment"],
    ['experiment(store: "main", name: "Default ") { name }', "experiment"],
  ])("or name in %s is not found", async (field, at) => {
    const { data, errors } = await server.query(`{ ${field} }`);
    expect([data, failuresOf(errors)]).toEqual([{ [at]: null }, [`NOT_FOUND NOT_FOUND at ${at}`]]);
  });

  test.each(['experiment(store: "main")', 'experiment(store: "main", mlflowId: "0", name: "Default")'])(
    "and a name are given one at a time: %s is refused",
    async (field) => {
      const { data, errors } = await server.query(`{ ${field} { name } }`);
      expect([data, failuresOf(errors)]).toEqual([
        { experiment: null },
        ["INVALID ONE_OF_MLFLOW_ID_AND_NAME at experiment"],
      ]);
    },
  );
});
