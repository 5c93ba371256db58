import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { formatGlobalId } from "../../src/rules/global-id.js";
import type { TestDatabase } from "../support/databases.js";
import { describeFixtures } from "../support/describe-stores.js";
import { mlflowStore } from "../support/fixtures.js";
import { openSql } from "../support/sql-runner.js";
import { startServer, type TestServer } from "../support/start-server.js";
import { insertPrompts, type PromptRows } from "./prompt-rows.js";
import { insertTraces } from "./trace-rows.js";

const chat = '[{"role": "system", "content": "Be brief: {{pages}}"}, {"role": "user", "content": [{"type": "text"}]}]';
const text = "mlflow.prompt.text";
const type = "_mlflow_prompt_type";

const answer: PromptRows = {
  name: "support-answer",
  createdAt: 1_000,
  description: "Answers 🦉",
  tags: { task: "answer", _mlflow_experiment_ids: ",1," },
  aliases: { first: 1, production: 3, lost: 9 },
  versions: [
    { commitMessage: "First wording.", tags: { [text]: "Answer {{question}}", author: "ada" } },
    { stage: "Deleted_Internal", tags: { [text]: "gone" } },
    {
      tags: {
        [text]: chat,
        [type]: "chat",
        _mlflow_prompt_response_format: '{"type": "object"}',
        _mlflow_prompt_model_config: '{"model_name": "m"}',
      },
    },
  ],
};
const odd: PromptRows = {
  name: "Odd",
  createdAt: 2_000,
  versions: [
    { tags: { [text]: '[{"role": "us', [type]: "chat" } },
    { tags: { [text]: '{"role": "user"}', [type]: "chat" } },
    { tags: { [text]: '[{"role": "user", "content": null}, 7]', [type]: "chat" } },
    { tags: { [type]: "Chat" } },
    { tags: { [text]: `[{"role": "user", "content": ${"[".repeat(2000)}${"]".repeat(2000)}}]`, [type]: "chat" } },
  ],
};
const empty: PromptRows = { name: "empty", createdAt: 3_000, tags: { task: "none" }, versions: [] };

describeFixtures("prompts", ({ dialect, version, oracle }) => {
  const run = oracle.runs[0];
  const [runId, experiment] = [run?.runId ?? "", run?.experimentId ?? ""];
  const links =
    '[{"name": "support-answer", "version": "3"}, {"name": "support-answer", "version": "2"}, {}, {"name": "Odd", "version": 1}, {"name": "fraud", "version": "1"}]';
  let store: TestDatabase;
  let server: TestServer;
  beforeAll(async () => {
    store = await mlflowStore(dialect, version);
    await insertPrompts(store.url, [answer, odd, empty]);
    const linked = { experiment, at: 1, tags: { "mlflow.linkedPrompts": links } };
    await insertTraces(store.url, version, [{ ...linked, id: "tr-linked" }]);
    const sql = await openSql(store.url);
    await sql.query(`INSERT INTO tags ("key", value, run_uuid) VALUES ('mlflow.linkedPrompts', ?, ?)`, [links, runId]);
    await sql.close();
    server = await startServer({ stores: [store] });
  });
  afterAll(async () => {
    await server?.close();
    await store?.drop();
  });

  const find = async (args: string) => {
    const { prompts } = await server.data<{ prompts: { totalCount: number; nodes: { name: string }[] } }>(
      `{ prompts${args} { totalCount nodes { name } } }`,
    );
    expect(prompts.totalCount).toBe(prompts.nodes.length);
    return prompts.nodes.map(({ name }) => name);
  };

  test("are listed by name, without models, and counted so", async () => {
    expect(await find("")).toEqual(["Odd", "empty", "support-answer"]);
  });

  test.each([
    ['(filter: { name: { startsWith: "support" } })', ["support-answer"]],
    ['(filter: { tags: [{ key: "task", in: ["none", "answer"] }] })', ["empty", "support-answer"]],
    ["(filterString: \"name ILIKE '%ODD%'\")", ["Odd"]],
    ["(filterString: \"tags.task = 'answer'\")", ["support-answer"]],
    ["(filterString: \"tags.`mlflow.prompt.is_prompt` = 'false'\")", []],
    ["(filterString: \"experiment_id = '1' AND name LIKE 'support%'\")", ["support-answer"]],
    ["(filterString: \"experiment_id = '11'\")", []],
    ['(filter: { name: { equals: "fraud" } })', []],
    ["(orderBy: [{ attribute: CREATED_AT, direction: DESCENDING }])", ["empty", "Odd", "support-answer"]],
    ['(orderBy: [{ tag: "task" }])', ["support-answer", "empty", "Odd"]],
    ['(workspace: "other")', []],
  ])("are searched and ordered: %s", async (args, expected) => {
    expect(await find(args)).toEqual(expected);
  });

  test("page by page; a cursor of the models is none of theirs", async () => {
    const page = "{ nodes { name } pageInfo { endCursor } }";
    const document = `query ($after: String) { prompts(first: 2, after: $after) ${page} }`;
    const { prompts } = await server.data<{ prompts: Page }>(document);
    const rest = await server.data<{ prompts: Page }>(document, { after: prompts.pageInfo.endCursor });
    expect([...prompts.nodes, ...rest.prompts.nodes].map(({ name }) => name)).toEqual([
      "Odd",
      "empty",
      "support-answer",
    ]);
    const models = await server.data<{ registeredModels: Page }>(`{ registeredModels(first: 1) ${page} }`);
    const { errors } = await server.query(document, { after: models.registeredModels.pageInfo.endCursor });
    expect(errors).toMatchObject([{ extensions: { code: "INVALID", reason: "WRONG_CURSOR" } }]);
  });

  test("have versions, aliases and their users' tags", async () => {
    const { prompt } = await server.data<{ prompt: unknown }>(`{ prompt(store: "main", name: "support-answer") {
      id name description createdAt lastUpdatedAt store { name } workspace { name }
      tags { nodes { key value } }
      latest { version }
      aliases { nodes { alias version promptVersion { version commitMessage } } }
      versions { nodes {
        id name version type template messages { role content } commitMessage responseFormat modelConfig createdAt lastUpdatedAt
        store { name } prompt { name } tags { nodes { key value } } aliases { nodes { alias } }
      } }
    } }`);
    expect(prompt).toEqual({
      id: formatGlobalId("main", "Prompt", "default", "support-answer", "1000"),
      name: "support-answer",
      description: "Answers 🦉",
      createdAt: "1970-01-01T00:00:01.000Z",
      lastUpdatedAt: "1970-01-01T00:00:01.001Z",
      store: { name: "main" },
      workspace: { name: "default" },
      tags: {
        nodes: [
          { key: "_mlflow_experiment_ids", value: ",1," },
          { key: "task", value: "answer" },
        ],
      },
      latest: { version: 3 },
      aliases: {
        nodes: [
          { alias: "first", version: 1, promptVersion: { version: 1, commitMessage: "First wording." } },
          { alias: "lost", version: 9, promptVersion: null },
          { alias: "production", version: 3, promptVersion: { version: 3, commitMessage: null } },
        ],
      },
      versions: {
        nodes: [
          {
            ...sharedFacts(3),
            type: "CHAT",
            template: chat,
            messages: [
              { role: "system", content: "Be brief: {{pages}}" },
              { role: "user", content: '[{"type":"text"}]' },
            ],
            commitMessage: null,
            responseFormat: '{"type": "object"}',
            modelConfig: '{"model_name": "m"}',
            tags: { nodes: [] },
            aliases: { nodes: [{ alias: "production" }] },
          },
          {
            ...sharedFacts(1),
            type: "TEXT",
            template: "Answer {{question}}",
            messages: null,
            commitMessage: "First wording.",
            responseFormat: null,
            modelConfig: null,
            tags: { nodes: [{ key: "author", value: "ada" }] },
            aliases: { nodes: [{ alias: "first" }] },
          },
        ],
      },
    });
  });

  test("whose content cannot be read have null for what it would be", async () => {
    const document =
      '{ prompt(store: "main", name: "Odd") { versions { nodes { version type template messages { role } } } } empty: prompt(store: "main", name: "empty") { latest { version } versions { nodes { version } } } }';
    const found = await server.data<{ prompt: { versions: { nodes: { version: number; messages: unknown }[] } } }>(
      document,
    );
    expect(found).toMatchObject({ empty: { latest: null, versions: { nodes: [] } } });
    const [deep, ...others] = found.prompt.versions.nodes;
    expect(deep).toMatchObject({ version: 5, type: "CHAT", messages: [{ role: "user" }] });
    expect(others).toEqual([
      { version: 4, type: "TEXT", template: null, messages: null },
      { version: 3, type: "CHAT", template: '[{"role": "user", "content": null}, 7]', messages: null },
      { version: 2, type: "CHAT", template: '{"role": "user"}', messages: null },
      { version: 1, type: "CHAT", template: '[{"role": "us', messages: null },
    ]);
  });

  test("are found by their own ids only, and only as long as they are the same", async () => {
    const key = ["default", "support-answer", "1000"];
    const there = [formatGlobalId("main", "Prompt", ...key), formatGlobalId("main", "PromptVersion", ...key, "3")];
    const models = await server.data<{ registeredModel: { createdAt: string } }>(
      '{ registeredModel(store: "main", name: "fraud") { createdAt } }',
    );
    const fraud = ["default", "fraud", String(Date.parse(models.registeredModel.createdAt))];
    const absent = [
      formatGlobalId("main", "Prompt", "default", "support-answer", "999"),
      formatGlobalId("main", "PromptVersion", "default", "support-answer", "999", "3"),
      formatGlobalId("main", "PromptVersion", ...key, "2"),
      formatGlobalId("main", "RegisteredModel", ...key),
      formatGlobalId("main", "ModelVersion", ...key, "3"),
      formatGlobalId("main", "Prompt", ...fraud),
      formatGlobalId("main", "PromptVersion", ...fraud, "1"),
    ];
    const document = "query ($ids: [ID!]!) { nodes(ids: $ids) { id __typename } }";
    const { data, errors } = await server.query<{ nodes: unknown[] }>(document, { ids: [...there, ...absent] });
    expect(data?.nodes).toEqual([
      { id: there[0], __typename: "Prompt" },
      { id: there[1], __typename: "PromptVersion" },
      ...absent.map(() => null),
    ]);
    expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(absent.map(() => "NOT_FOUND"));
  });

  test.each(['prompt(store: "main", name: "fraud")', 'prompt(store: "main", name: "SUPPORT-answer")'])(
    "%s is NOT_FOUND",
    async (field) => {
      const { errors } = await server.query(`{ ${field} { id } }`);
      expect(errors).toMatchObject([{ extensions: { code: "NOT_FOUND" } }]);
    },
  );

  test("that a run or a trace used are those of its tag that are there", async () => {
    const document =
      'query ($run: String!) { run(store: "main", mlflowId: $run) { promptVersions { name version } } trace(store: "main", mlflowId: "tr-linked") { promptVersions { name version } } }';
    const promptVersions = [
      { name: "support-answer", version: 3 },
      { name: "Odd", version: 1 },
    ];
    expect(await server.data(document, { run: runId })).toEqual({ run: { promptVersions }, trace: { promptVersions } });
  });

  test("cost a fixed number of statements, for three as for one", async () => {
    const document =
      "query ($first: Int!) { prompts(first: $first) { nodes { tags { nodes { key } } latest { version } aliases { nodes { promptVersion { version } } } versions { nodes { template type tags { nodes { key } } aliases { nodes { alias } } prompt { name } } } } } }";
    const counts: number[] = [];
    for (const first of [1, 3]) {
      server.statements();
      await server.data(document, { first });
      counts.push(server.statements().length);
    }
    // Prompts, tags, latest, aliases, versions; of versions content, tags, aliases, prompts; and the aliases' versions, if any.
    expect(counts).toEqual([9, 10]);
  });
});

function sharedFacts(version: number) {
  const at = new Date(1_000 + version - 1).toISOString();
  return {
    id: formatGlobalId("main", "PromptVersion", "default", "support-answer", "1000", String(version)),
    name: "support-answer",
    version,
    createdAt: at,
    lastUpdatedAt: at,
    store: { name: "main" },
    prompt: { name: "support-answer" },
  };
}

interface Page {
  readonly nodes: readonly { readonly name: string }[];
  readonly pageInfo: { readonly endCursor: string };
}
