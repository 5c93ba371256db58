import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { Failure } from "../../src/rules/failure.js";
import type { Capabilities } from "../../src/rules/mlflow-schema.js";
import type { DialectName } from "../../src/stores/store-options.js";
import type { OpenStore } from "../../src/stores/store.js";
import { describeDialects } from "../support/describe-stores.js";
import { fixtureStore, fixtureStores } from "../support/fixtures.js";
import { repositoryRoot } from "../support/run-environment.js";
import { formatSql } from "./format-sql.js";
import { type OpenedStore, openedStore } from "./opened-store.js";
import { type Step, storeWalk } from "./store-walk.js";

// The SQL of every question to a store as the database gets it, Prisma's included, is kept in test/golden/sql: a change of
// a query shows in a review, for each database. `npm run sql` writes the files anew.
const folder = join(repositoryRoot, "test", "golden", "sql");
const modules = join(repositoryRoot, "src", "stores", "mlflow");

describeDialects("the SQL that was reviewed", (dialect) => {
  let opened: OpenedStore;
  let walk: ReturnType<typeof storeWalk>;

  beforeAll(async () => {
    const fixture = fixtureStore(dialect);
    walk = storeWalk(fixture);
    // One connection, so that statements end in the order in which they were sent.
    opened = await openedStore(fixture.url, { poolSizeMax: 1 });
  });
  afterAll(() => opened.close());

  test("is what each store function sends", async () => {
    const files = new Map<string, string>();
    for (const [module, steps] of Object.entries(walk)) {
      const questions = [];
      for (const one of steps) questions.push(await questionText(opened, one));
      files.set(`${module}.${dialect}.sql`, `${questions.join("\n")}`);
    }
    if (isUpdating()) await writeAll(dialect, files);
    expect(await readAll(dialect)).toEqual(Object.fromEntries(files));
  });
});

test("the reviewed SQL is that of every function of the stores, under its module's name", async () => {
  const [fixture] = fixtureStores();
  if (fixture === undefined) throw new Error("there is no fixture");
  const walked = Object.entries(storeWalk(fixture)).flatMap(([module, steps]) =>
    steps.map(({ asks }) => `${module}: ${asks.name}`),
  );
  expect([...new Set(walked)].sort()).toEqual(await storeFunctions());
});

/** A question's name and statements; those of stores older than workspaces and the step index too where they differ. */
async function questionText(opened: OpenedStore, one: Step): Promise<string> {
  const newest = await statementsOf(opened, opened.open, one);
  const oldest = await statementsOf(opened, withoutCapabilities(opened.open), one);
  const name = one.title === "" ? one.asks.name : `${one.asks.name}: ${one.title}`;
  const differs = oldest.length > 0 && oldest.join() !== newest.join();
  return [
    `-- ${name}\n${asText(newest)}`,
    ...(differs ? [`-- ${name}, before MLflow had what this store has\n${asText(oldest)}`] : []),
  ].join("\n");
}

async function statementsOf(opened: OpenedStore, open: OpenStore, one: Step): Promise<string[]> {
  opened.statements();
  await one.run(open).catch(ignoreAbsent);
  return opened.statements();
}

/** What an old schema does not have is asked of no database. */
function ignoreAbsent(error: unknown): void {
  if (!(error instanceof Failure) || error.reason !== "NOT_IN_SCHEMA") throw error;
}

function withoutCapabilities(open: OpenStore): OpenStore {
  const none = Object.fromEntries(Object.keys(open.capabilities).map((name) => [name, false])) as Capabilities;
  return { ...open, capabilities: none };
}

function asText(statements: readonly string[]): string {
  return statements.map((statement) => `${formatSql(withoutDatabase(statement))};\n`).join("\n");
}

/** Prisma names MySQL's database in every column. */
function withoutDatabase(statement: string): string {
  return statement.replaceAll(/`gatehouse_test_\w+`\./g, "");
}

/** Under `npm run sql`, which is Jest's own update of what was expected. */
function isUpdating(): boolean {
  const { snapshotState } = expect.getState() as unknown as { snapshotState: { _updateSnapshot: string } };
  return snapshotState._updateSnapshot === "all";
}

async function writeAll(dialect: DialectName, files: ReadonlyMap<string, string>): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of await namesOf(dialect)) await rm(join(folder, name));
  for (const [name, text] of files) await writeFile(join(folder, name), text);
}

async function readAll(dialect: DialectName): Promise<Record<string, string>> {
  const names = await namesOf(dialect);
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
  return Object.fromEntries(names.map((name, at) => [name, texts[at] ?? ""]));
}

async function namesOf(dialect: DialectName): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => name.endsWith(`.${dialect}.sql`));
}

/** What asks a database is asynchronous; the rest of a module only helps it. */
async function storeFunctions(): Promise<string[]> {
  const files = (await readdir(modules)).filter((file) => file.endsWith(".ts"));
  const found = await Promise.all(
    files.map(async (file) => {
      const exported = (await import(`../../src/stores/mlflow/${file.replace(/\.ts$/, ".js")}`)) as object;
      const names = Object.entries(exported).filter(([, value]) => value?.constructor?.name === "AsyncFunction");
      return names.map(([name]) => `${file.replace(/\.ts$/, "")}: ${name}`);
    }),
  );
  return found.flat().sort();
}
