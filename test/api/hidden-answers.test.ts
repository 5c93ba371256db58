import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { describeDialects } from "../support/describe-stores.js";
import type { TestServer } from "../support/start-server.js";
import { exportPath } from "./export-client.js";
import { type FourViewers, fourViewers, type Headers } from "./four-viewers.js";
import { send } from "./http-client.js";
import { nodeTypes, samplesOf, walkNode, walkQuery } from "./schema-walk.js";

interface Thing {
  readonly id: string;
  readonly name: string;
}
interface Known {
  readonly experiments: {
    readonly nodes: readonly (Thing & { runs: { nodes: { id: string; mlflowId: string }[] } })[];
  };
  readonly registeredModels: { readonly nodes: readonly (Thing & { versions: { nodes: { id: string }[] } })[] };
}

describeDialects("what is hidden answers as what does not exist", (dialect) => {
  let viewers: FourViewers;
  let server: TestServer;
  let known: Known;

  beforeAll(async () => {
    viewers = await fourViewers(dialect);
    server = viewers.server;
    known = await server.data<Known>(`{
      experiments(first: 100) { nodes { id name runs(first: 1) { nodes { id mlflowId } } } }
      registeredModels(first: 100) { nodes { id name versions(first: 1) { nodes { id } } } }
    }`);
  }, 60_000);
  afterAll(() => viewers.close());

  /** Of what a part of the store does not hold: an experiment, a run of it, and a model. */
  function hiddenFromPart() {
    const experiment = only(
      known.experiments.nodes.filter(({ name, runs }) => !name.startsWith("fraud") && runs.nodes.length > 0),
    );
    const model = only(
      known.registeredModels.nodes.filter(({ name, versions }) => name !== "fraud" && versions.nodes.length > 0),
    );
    return { experiment, run: only(experiment.runs.nodes), model };
  }

  test("what is hidden is found by no search and in no file, as what does not exist", async () => {
    const { run, experiment, model } = hiddenFromPart();
    const searches: readonly (readonly [document: string, hidden: string, absent: string])[] = [
      [
        "query ($of: [ID!]) { runs(experiments: $of) { totalCount nodes { id } } }",
        experiment.id,
        absentId(experiment.id),
      ],
      ["query ($of: String) { runs(filterString: $of) { totalCount } }", named(run.mlflowId), named("f".repeat(32))],
      [
        "query ($of: String) { experiments(filterString: $of) { totalCount } }",
        called(experiment.name),
        called("none"),
      ],
      [
        "query ($of: String) { registeredModels(filterString: $of) { totalCount } }",
        called(model.name),
        called("none"),
      ],
      ["query ($of: String) { modelVersions(filterString: $of) { totalCount } }", called(model.name), called("none")],
      ['query ($of: String!) { registeredModel(store: "main", name: $of) { id } }', model.name, "none"],
      ["query ($of: ID!) { explainAccess(action: READ, id: $of) { isAllowed } }", run.id, absentId(run.id)],
    ];
    for (const [document, there, absent] of searches) {
      expect(await viewers.answerTo(viewers.partial, document, there)).toEqual(
        await viewers.answerTo(viewers.partial, document, absent),
      );
      const found = await viewers.answerTo(viewers.full, document, there);
      expect(found).not.toEqual(await viewers.answerTo(viewers.full, document, absent));
    }
    const files: readonly (readonly [path: string, hidden: string, absent: string])[] = [
      ["runs.csv", experiment.id, absentId(experiment.id)],
      ["metric-history.ndjson", run.id, absentId(run.id)],
    ];
    for (const [path, there, absent] of files) {
      const file = (of: string) =>
        exportPath(path, path.startsWith("runs") ? { experiments: of } : { run: of, keys: "loss" });
      expect(await fileAt(viewers.partial, file(there))).toEqual(await fileAt(viewers.partial, file(absent)));
      expect((await fileAt(viewers.full, file(there)))[0]).toBe(200);
    }
  });

  test("to who may see nothing, things of every type answer as absent ones", async () => {
    const ids = [...(await samplesOf(server)).values()].flatMap(({ __typename, id }) =>
      __typename === "Store" || id === undefined ? [] : id,
    );
    expect(ids.length).toBeGreaterThan(5);
    const document = "query ($of: ID!) { node(id: $of) { __typename id } }";
    for (const id of ids)
      expect(await viewers.answerTo(viewers.nobody, document, id)).toEqual(
        await viewers.answerTo(viewers.nobody, document, absentId(id)),
      );
  });

  test("anonymous, without bindings, full: walks of the whole schema are refused, empty, and whole", async () => {
    const samples = await samplesOf(server);
    const walk = (headers: Headers) => walkQuery(viewers.as(headers), samples, 2);
    const refused = await walk({ authorization: "" });
    expect([refused.status, refused.data]).toEqual([401, undefined]);
    const empty = JSON.stringify((await walk(viewers.nobody)).data);
    for (const { name } of known.experiments.nodes) expect([name, empty.includes(`"${name}"`)]).toEqual([name, false]);
    const [all, everything] = [await walk(viewers.full), await walk({})];
    expect(whatIsSeen(all.data)).toEqual(whatIsSeen(everything.data));
    for (const type of nodeTypes) {
      const sample = samples.get(type);
      if (sample === undefined) continue;
      const [shown, whole] = [
        await walkNode(viewers.as(viewers.full), type, sample, 1),
        await walkNode(server, type, sample, 1),
      ];
      expect([type, whatIsSeen(shown.data)]).toEqual([type, whatIsSeen(whole.data)]);
      expect((await walkNode(viewers.as(viewers.nobody), type, sample, 1)).data).toEqual({ node: null });
    }
  });

  async function fileAt(headers: Headers, path: string): Promise<[number, string]> {
    const { status, text } = await send(server, { method: "GET", path, headers: { ...headers, "content-type": null } });
    return [status, text];
  }
});

const named = (mlflowId: string) => `attributes.run_id = '${mlflowId}'`;
const called = (name: string) => `name = '${name}'`;

/** The id of something of the same type that does not exist. */
function absentId(id: string): string {
  const text = Buffer.from(id, "base64url").toString();
  return Buffer.from(text.replace(/\w(?=\W*$)/, (last) => (last === "7" ? "8" : "7"))).toString("base64url");
}

/** Without who asks, and what they may do there beyond seeing. */
function whatIsSeen(data: unknown): unknown {
  const isOfViewer = (key: string) =>
    /^(?:Query_)?(?:viewer|explainAccess)|viewerCan|_(?:bindings|apiTokens)$/.test(key);
  return JSON.parse(JSON.stringify(data, (key, value: unknown) => (isOfViewer(key) ? undefined : value)));
}

function only<Item>([first]: readonly Item[]): Item {
  if (first === undefined) throw new Error("the fixture has none");
  return first;
}
