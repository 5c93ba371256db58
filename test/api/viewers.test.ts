import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { describeDialects } from "../support/describe-stores.js";
import type { Answer, TestServer } from "../support/start-server.js";
import { type FourViewers, fourViewers, type Headers } from "./four-viewers.js";
import { failuresOf } from "./http-client.js";
import { nodeTypes, type Samples, samplesOf, walkNode, walkQuery } from "./schema-walk.js";

/** Everything that is named in an answer: what must not be shown to who may not see it. */
const everyName = `{
  experiments(first: 100, viewType: ALL) { totalCount nodes { id mlflowId name } }
  runs(first: 100, viewType: ALL) { totalCount nodes { id mlflowId experiment { mlflowId } modelVersions { nodes { name } } } }
  registeredModels(first: 100) { totalCount nodes { id name } }
  modelVersions(first: 100) { totalCount nodes { id name run { mlflowId experiment { mlflowId } } } }
  datasets(first: 100) { totalCount nodes { id name experiment { mlflowId } usedBy { nodes { experiment { mlflowId } } } } }
  prompts(first: 100) { totalCount nodes { id name } }
  stores { nodes { name workspaces { nodes { name } } } }
}`;

interface Names {
  readonly experiments: List<{ id: string; mlflowId: string; name: string }>;
  readonly runs: List<{
    id: string;
    mlflowId: string;
    experiment: { mlflowId: string } | null;
    modelVersions: { nodes: { name: string }[] };
  }>;
  readonly registeredModels: List<{ id: string; name: string }>;
  readonly modelVersions: List<{ id: string; name: string; run: { experiment: { mlflowId: string } } | null }>;
  readonly datasets: List<{ id: string; experiment: { mlflowId: string } }>;
  readonly prompts: List<{ id: string }>;
  readonly stores: List<{ name: string }>;
}
type List<Item> = { readonly totalCount: number; readonly nodes: readonly Item[] };

describeDialects("four kinds of viewer", (dialect) => {
  let viewers: FourViewers;
  let server: TestServer;
  let all: Names;

  beforeAll(async () => {
    viewers = await fourViewers(dialect);
    server = viewers.server;
    all = await server.data<Names>(everyName);
  }, 60_000);
  afterAll(() => viewers.close());

  const names = async (headers: Headers) => {
    const { data, errors } = await server.query<Names>(everyName, undefined, { headers });
    expect(errors).toBeUndefined();
    return data as Names;
  };

  test("anonymous: is asked for a token, whatever the question", async () => {
    for (const document of [everyName, "{ __schema { types { name } } }", "{ __typename }"]) {
      const { status, data, errors } = await server.query(document, undefined, { headers: { authorization: "" } });
      expect([status, data, failuresOf(errors)]).toEqual([401, undefined, ["UNAUTHENTICATED TOKEN_MISSING"]]);
    }
  });

  test("without bindings: sees nothing, not even that there is a store", async () => {
    const none = { totalCount: 0, nodes: [] };
    expect(await names(viewers.nobody)).toEqual({
      experiments: none,
      runs: none,
      registeredModels: none,
      modelVersions: none,
      datasets: none,
      prompts: none,
      stores: { nodes: [] },
    });
    const { data, errors } = await server.query(
      '{ store(name: "main") { name } runs(stores: ["main"]) { totalCount } }',
      undefined,
      {
        headers: viewers.nobody,
      },
    );
    const mine = await server.query(
      '{ store(name: "mine") { name } runs(stores: ["mine"]) { totalCount } }',
      undefined,
      {
        headers: viewers.nobody,
      },
    );
    expect(JSON.stringify([data, errors]).replaceAll("main", "mine")).toBe(JSON.stringify([mine.data, mine.errors]));
  });

  test("full: sees what the bootstrap token sees", async () => {
    expect(await names(viewers.full)).toEqual(all);
  });

  test("partial: sees its experiments and models, and of others nothing, by any way", async () => {
    const seen = await names(viewers.partial);
    const experiments = all.experiments.nodes.filter(({ name }) => name.startsWith("fraud"));
    const ids = new Set(experiments.map(({ mlflowId }) => mlflowId));
    expect(experiments.length).toBeGreaterThan(0);
    expect(experiments.length).toBeLessThan(all.experiments.totalCount);
    expect(seen.experiments).toEqual({ totalCount: experiments.length, nodes: experiments });
    const runs = all.runs.nodes.filter(({ experiment }) => ids.has(experiment?.mlflowId ?? ""));
    expect(seen.runs.nodes.map(({ id }) => id)).toEqual(runs.map(({ id }) => id));
    expect(seen.runs.totalCount).toBe(runs.length);
    expect(seen.runs.totalCount).toBeLessThan(all.runs.totalCount);
    expect(
      seen.runs.nodes.flatMap(({ modelVersions }) => modelVersions.nodes).every(({ name }) => name === "fraud"),
    ).toBe(true);
    expect(seen.registeredModels.nodes.map(({ name }) => name)).toEqual(["fraud"]);
    expect(new Set(seen.modelVersions.nodes.map(({ name }) => name))).toEqual(new Set(["fraud"]));
    const reached = [
      ...seen.modelVersions.nodes.map(({ run }) => run?.experiment.mlflowId),
      ...seen.datasets.nodes.map(({ experiment }) => experiment.mlflowId),
    ].filter((id) => id !== undefined);
    for (const id of reached) expect(ids.has(id)).toBe(true);
    expect(seen.prompts.totalCount).toBe(0);
  });

  test("partial: what is hidden answers as what does not exist, by id, key and lineage", async () => {
    const seen = new Set((await names(viewers.partial)).runs.nodes.map(({ id }) => id));
    const hidden = only(all.runs.nodes.filter(({ id }) => !seen.has(id)));
    const experiment = only(all.experiments.nodes.filter(({ name }) => !name.startsWith("fraud")));
    const byId = [hidden.id, absentLike(hidden)] as const;
    const byMlflowId = [hidden.mlflowId, "f".repeat(32)] as const;
    const documents: readonly (readonly [document: string, hidden: string, absent: string])[] = [
      ["query ($of: ID!) { node(id: $of) { id } }", ...byId],
      ["query ($of: ID!) { nodes(ids: [$of]) { id } }", ...byId],
      ["query ($of: ID!) { lineage(of: $of) { complete } }", ...byId],
      ["query ($of: ID!) { runComparison(runs: [$of]) { runs { id } } }", ...byId],
      ['query ($of: String!) { run(store: "main", mlflowId: $of) { id } }', ...byMlflowId],
      ['query ($of: String!) { experiment(store: "main", name: $of) { id } }', experiment.name, "no such name"],
      [
        'query ($of: String!) { _entities(representations: [{ __typename: "Run", store: { name: "main" }, mlflowId: $of }]) { __typename } }',
        ...byMlflowId,
      ],
    ];
    for (const [document, there, absent] of documents) {
      expect(await viewers.answerTo(viewers.partial, document, there)).toEqual(
        await viewers.answerTo(viewers.partial, document, absent),
      );
      expect((await server.query(document, { of: there }, { headers: viewers.full })).errors).toBeUndefined();
    }
  });

  test("partial: a walk of the whole schema tells nothing of what is outside", async () => {
    const samples = await samplesAs(viewers.partial);
    const secret = [
      ...all.experiments.nodes.filter(({ name }) => !name.startsWith("fraud")).map(({ name }) => name),
      ...all.registeredModels.nodes.filter(({ name }) => name !== "fraud").map(({ name }) => name),
    ].filter((name) => name.length > 4);
    expect(secret.length).toBeGreaterThan(1);
    const answers: Answer<unknown>[] = [await walkQuery(viewers.as(viewers.partial), samples, 2)];
    for (const type of nodeTypes) {
      const sample = samples.get(type);
      if (sample) answers.push(await walkNode(viewers.as(viewers.partial), type, sample, 2));
    }
    expect(answers.length).toBeGreaterThan(5);
    const text = JSON.stringify(answers.map(({ data }) => data));
    for (const name of secret) expect([name, text.includes(`"${name}"`)]).toEqual([name, false]);
  });

  test("with a denial: sees all but what it names", async () => {
    const seen = await names(viewers.denied);
    expect(seen.experiments.nodes).toEqual(all.experiments.nodes.filter(({ name }) => !name.startsWith("fraud")));
    expect(seen.registeredModels).toEqual(all.registeredModels);
  });

  async function samplesAs(headers: Headers): Promise<Samples> {
    return samplesOf(viewers.as(headers));
  }
});

/** The id of a run that does not exist, as long as the other's. */
function absentLike({ id, mlflowId }: { readonly id: string; readonly mlflowId: string }): string {
  return Buffer.from(Buffer.from(id, "base64url").toString().replace(mlflowId, "f".repeat(32))).toString("base64url");
}

function only<Item>([first]: readonly Item[]): Item {
  if (first === undefined) throw new Error("the fixture has none");
  return first;
}
