import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { describeDialects } from "../support/describe-stores.js";
import { type NumberStore, numberStore } from "./number-series.js";

/** A run by itself asks for each of its lists; a run of a list may have brought them. */
const selections = [
  "params { nodes { key value } }",
  "params { nodes { key value } } tags { nodes { key value } } metrics { nodes { key value step timestamp } }",
  "params { pageInfo { endCursor startCursor hasNextPage hasPreviousPage } nodes { v: value __typename __proto__: key } }",
  "params(first: 1) { __typename nodes { key } pageInfo { hasNextPage endCursor } } others: params(first: 1000) { nodes { key } }",
  'a: metrics(keys: ["never", "rmse"]) { nodes { key timestamp } } metrics(keys: []) { nodes { key } }',
  "metrics(keys: $keys, first: $first) { nodes { value } } tags(keys: $keys) { nodes { value } pageInfo { endCursor } }",
  "...Twice params { nodes { value } }",
  "tags { edges { cursor node { key } } } params { n: nodes { key } nodes { value } }",
  "tags @include(if: $no) { nodes { key } } params @skip(if: $no) { nodes { key @skip(if: $no) value @include(if: $no) } }",
  "params(first: 0) { nodes { key } } tags(first: 1001) { nodes { key } } metrics { nodes { key } }",
  'params(after: "nothing") { nodes { key } } metrics { nodes { timestamp } }',
  "mlflowId status startTime params { nodes { key value } } experiment { name tags { nodes { key } } }",
  "one: experiment { id name lifecycleStage createdAt workspace { name } } two: experiment { mlflowId } metrics { nodes { value } }",
];

const fragment = "fragment Twice on Run { params { nodes { key } pageInfo { endCursor } } }";
const declared = "$keys: [String!], $first: Int, $no: Boolean!";
const given = { keys: ["rmse", "mlflow.runName", "team"], first: 2, no: false };

interface Answer {
  readonly data: Readonly<Record<string, unknown>>;
  readonly errors?: readonly { readonly message: string; readonly path: readonly (string | number)[] }[];
}

describeDialects("what is read together with its owner is what is read alone", (dialect) => {
  let store: NumberStore;

  beforeAll(async () => {
    store = await numberStore(dialect);
    // A time that no database prints as a date.
    const columns = 'run_uuid, "key", value, is_nan, step, timestamp';
    await store.sql.query(`insert into latest_metrics (${columns}) values (?, 'never', 1, ?, 1, ?)`, [
      store.run,
      false,
      2n ** 62n,
    ]);
  }, 60_000);
  afterAll(() => store.close());

  const ask = async (field: string, selection: string): Promise<Answer> => {
    const used = selection.includes("...Twice") ? fragment : "";
    const document = `query (${declared}) { used: __typename @include(if: $no) ${uses(selection)} ${field} } ${used}`;
    return (await store.server.query(document, given)) as unknown as Answer;
  };
  // A variable that is declared must be used.
  const uses = (selection: string) =>
    selection.includes("$keys")
      ? ""
      : "unused: runs(first: $first) { nodes { params(keys: $keys, first: 1) { nodes { key } } } }";

  /** What each run says, with the errors of its own, by its id. */
  const runsOf = (list: string, { data, errors }: Answer): Map<string, string> => {
    const path = list.startsWith("experiment") ? ["experiment", "runs"] : ["runs"];
    const connection = path.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], data) as {
      readonly nodes?: readonly Readonly<Record<string, unknown>>[];
      readonly edges?: readonly { readonly node: Readonly<Record<string, unknown>> }[];
    };
    const nodes = connection.nodes ?? connection.edges?.map(({ node }) => node) ?? [];
    const inList = path.length + 1;
    return new Map(
      nodes.map(({ own, ...run }, at) => {
        const its = errors?.filter(({ path: place }) => place[0] !== "unused" && place[inList] === at) ?? [];
        return [String(own), said(run, its, inList + 1 + (connection.nodes ? 0 : 1))];
      }),
    );
  };
  const said = (run: object, errors: NonNullable<Answer["errors"]>, from: number) =>
    JSON.stringify([run, errors.map(({ message, path }) => [message, path.slice(from)]).sort()]);

  test.each(selections)("%s", async (selection) => {
    const lists = [
      (inner: string) =>
        `experiment(store: "main", mlflowId: "EXPERIMENT") { runs(first: 100) { nodes { ${inner} } } }`,
      (inner: string) => `runs(first: 100) { nodes { ${inner} } }`,
      (inner: string) =>
        `runs(first: 100, orderBy: [{ metric: "rmse", direction: DESCENDING }]) { edges { node { ${inner} } } }`,
    ];
    const { experiment } = (
      await store.server.data<{ run: { experiment: { mlflowId: string } } }>(
        `{ run(store: "main", mlflowId: "${store.run}") { experiment { mlflowId } } }`,
      )
    ).run;
    for (const list of lists) {
      const field = list(`own: mlflowId ${selection}`).replace("EXPERIMENT", experiment.mlflowId);
      const listed = runsOf(field, await ask(field, selection));
      expect([...listed.keys()]).toContain(store.run);
      for (const [id, inList] of listed) {
        const { data, errors } = await ask(`run(store: "main", mlflowId: "${id}") { ${selection} }`, selection);
        const its = errors?.filter(({ path }) => path[0] === "run") ?? [];
        expect(inList).toBe(said(data.run as object, its, 1));
      }
    }
  });

  test.each([
    "aliases { nodes { alias version } pageInfo { startCursor endCursor hasNextPage } } tags { nodes { key value } }",
    "aliases(first: 1) { __typename a: nodes { name: alias } pageInfo { endCursor hasNextPage } } t: tags(first: 1) { nodes { value } }",
    "aliases(first: 0) { nodes { alias } } tags { edges { node { key } } } run { mlflowId params { nodes { key value } } tags { nodes { key } } }",
    "r: run { e: experiment { id name tags { nodes { key value } } } params { nodes { key } } } tags { nodes { key } }",
    "a: run { mlflowId tags { nodes { key } } } b: run { mlflowId a: experiment { name } b: experiment { mlflowId } } runMlflowId",
    "aliases { edges { cursor node { alias } } } run { metrics(first: 2) { nodes { value } pageInfo { endCursor } } }",
  ])("a model's version: %s", async (selection) => {
    const models = await store.server.data<{ registeredModels: { nodes: { name: string }[] } }>(
      "{ registeredModels { nodes { name } } }",
    );
    let versions = 0;
    for (const { name } of models.registeredModels.nodes) {
      const listed = await store.server.query<{ registeredModel: { versions: { nodes: { number: number }[] } } }>(
        `{ registeredModel(store: "main", name: "${name}") { versions { nodes { number: version ${selection} } } } }`,
      );
      for (const { number, ...version } of listed.data?.registeredModel.versions.nodes ?? []) {
        const alone = await store.server.query<{ modelVersion: object }>(
          `{ modelVersion(store: "main", name: "${name}", version: ${number}) { ${selection} } }`,
        );
        expect(JSON.stringify(version)).toBe(JSON.stringify(alone.data?.modelVersion));
        versions += 1;
      }
    }
    expect(versions).toBeGreaterThan(2);
  });

  test("also where the same runs are asked for twice", async () => {
    const twice = await store.server.data<{ runs: { nodes: object[]; edges: { node: object }[] } }>(
      "{ runs { nodes { list: params { nodes { key } } } edges { node { list: tags { nodes { value } } } } } }",
    );
    const [first, second] = [
      await store.server.data<{ runs: { nodes: object[] } }>("{ runs { nodes { list: params { nodes { key } } } } }"),
      await store.server.data<{ runs: { nodes: object[] } }>("{ runs { nodes { list: tags { nodes { value } } } } }"),
    ];
    expect(twice.runs.nodes).toEqual(first.runs.nodes);
    expect(twice.runs.edges.map(({ node }) => node)).toEqual(second.runs.nodes);
  });
});
