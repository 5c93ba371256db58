import { setImmediate } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import Database from "libsql";
import { sql as text } from "../../../src/stores/sql.js";
import type { Store } from "../../../src/stores/store.js";
import type { TestDatabase } from "../../support/databases.js";
import { mlflowStore } from "../../support/fixtures.js";
import { migrated, storeAt } from "./ledger-store.js";

let database: TestDatabase;
let store: Store;
/** As MLflow's own connection. What it runs by `exec` leaves no statement open, as the tests' usual driver would. */
let other: Database.Database;

beforeAll(async () => {
  database = await mlflowStore("sqlite");
  await migrated(database.url);
  store = storeAt(database.url);
  await store.ready();
  other = new Database(database.url.slice("sqlite:".length), { timeout: 0 });
});
afterAll(async () => {
  other.close();
  await store.close();
  await database.drop();
});
beforeEach(() => {
  other.exec("DELETE FROM experiment_tags");
});

const write = (key: string) =>
  store.write((open) =>
    open.execute(text`insert into experiment_tags (experiment_id, key, value) values (0, ${key}, '')`),
  );
const keys = () =>
  (other.prepare("SELECT key FROM experiment_tags ORDER BY key").all() as { key: string }[]).map(({ key }) => key);

// The lock is let go by this very process: a wait that blocked it would last until it is refused.
test("a write waits for another connection's write, and the process goes on meanwhile", async () => {
  other.exec("BEGIN IMMEDIATE");
  other.exec("INSERT INTO experiment_tags (experiment_id, key, value) VALUES (0, 'theirs', '')");
  const ours = write("ours");
  await turns();
  expect(await store.read((open) => open.rows(text`select count(*) as n from experiment_tags`))).toEqual([{ n: 0n }]);
  other.exec("COMMIT");
  await ours;
  expect(keys()).toEqual(["ours", "theirs"]);
});

test("a commit waits for another connection's read", async () => {
  for (let round = 0; round < 5; round += 1) {
    other.exec("BEGIN");
    other.exec("SELECT * FROM experiment_tags");
    const ours = write(`ours-${round}`);
    await turns();
    other.exec("COMMIT");
    await ours;
  }
  expect(keys()).toHaveLength(5);
});

test("a write that waits too long is refused and keeps nothing; the next one works", async () => {
  other.exec("BEGIN IMMEDIATE");
  await expect(write("refused")).rejects.toMatchObject({ code: "UNAVAILABLE", reason: "STORE_BUSY" });
  other.exec("COMMIT");
  other.exec("BEGIN");
  other.exec("SELECT * FROM experiment_tags");
  await expect(write("refused")).rejects.toMatchObject({ code: "UNAVAILABLE", reason: "STORE_BUSY" });
  other.exec("COMMIT");
  expect(keys()).toEqual([]);
  await write("kept");
  expect(keys()).toEqual(["kept"]);
});

test("a transaction holds the lock from its first moment, so nobody's write comes between its reads and its own", async () => {
  await store.write(async (open) => {
    expect(() => other.exec("BEGIN IMMEDIATE")).toThrow(/locked/);
    await open.rows(text`select 1 as one`);
  });
  other.exec("BEGIN IMMEDIATE");
  other.exec("ROLLBACK");
});

test("a write leaves nothing open that another's write would wait for", async () => {
  for (let round = 0; round < 10; round += 1) {
    await write(`round-${round}`);
    other.exec("BEGIN EXCLUSIVE");
    other.exec("COMMIT");
  }
});

test("foreign keys are watched, after a wait too", async () => {
  const orphan = () =>
    store.write((open) =>
      open.execute(text`insert into experiment_tags (experiment_id, key, value) values (987, 'a', '')`),
    );
  await expect(orphan()).rejects.toThrow(/foreign ?key/i);
  other.exec("BEGIN IMMEDIATE");
  const waiting = orphan();
  waiting.catch(() => undefined);
  await turns();
  other.exec("COMMIT");
  await expect(waiting).rejects.toThrow(/foreign ?key/i);
});

async function turns(): Promise<void> {
  for (let turn = 0; turn < 200; turn += 1) await setImmediate();
}
