import { execFile, spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
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

const hasCurl = spawnSync("curl", ["--version"]).status === 0;

(hasCurl ? test : test.skip)("the README's commands with curl make the files that they name", async () => {
  const block = blocks.find(({ language, text }) => language === "sh" && text.includes("/export/"));
  const document = '{ experiment(store: "demo", name: "leaf-disease/training") { runs(first: 1) { nodes { id } } } }';
  const { experiment } = await server.data<{ experiment: { runs: { nodes: { id: string }[] } } }>(document);
  const folder = await mkdtemp(join(tmpdir(), "gatehouse-readme-"));
  try {
    const commands = block?.text.replaceAll("http://127.0.0.1:4000", new URL(server.url).origin) ?? "exit 1";
    const variables = `GATEHOUSE_TOKEN=${server.token} RUN=${experiment.runs.nodes[0]?.id}`;
    await promisify(execFile)("bash", ["-ec", `${variables}\n${commands}`], { cwd: folder });
    const runs = (await readFile(join(folder, "runs.csv"), "utf8")).split("\r\n");
    expect(runs[0]).toMatch(/^id,store,runId,.*,metrics\.aucpr,tags\./);
    expect(runs.length).toBeGreaterThan(3);
    const points = (await readFile(join(folder, "history.ndjson"), "utf8")).trimEnd().split("\n");
    const keys = points.map((line) => (JSON.parse(line) as { key: string }).key);
    expect(new Set(keys)).toEqual(new Set(["train_loss", "val_accuracy"]));
  } finally {
    await rm(folder, { recursive: true });
  }
});
