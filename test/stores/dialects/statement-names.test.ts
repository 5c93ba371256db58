import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { StatementNames } from "../../../src/stores/dialects/statement-names.js";
import { type Sql, sql } from "../../../src/stores/sql.js";
import type { Store } from "../../../src/stores/store.js";
import type { TestDatabase } from "../../support/databases.js";
import { mlflowStore } from "../../support/fixtures.js";
import { openSql } from "../../support/sql-runner.js";
import { storeAt } from "../ledger/ledger-store.js";

test("only a text that comes again gets a name, its own", () => {
  const names = new StatementNames();
  const three = (text: string) => [1, 2, 3].map(() => names.nameOf(text));
  expect(three("a")).toEqual([undefined, undefined, "gatehouse_1"]);
  expect(three("b")).toEqual([undefined, undefined, "gatehouse_2"]);
  expect(names.nameOf("a")).toBe("gatehouse_1");
});

test("there are so many names and no more, and texts that never come again are forgotten", () => {
  const names = new StatementNames();
  for (let at = 0; at < 1_001; at += 1) names.nameOf(`once ${at}`);
  for (const _ of [1, 2]) expect(names.nameOf("once 0")).toBeUndefined();
  expect(names.nameOf("once 0")).toBeDefined();
  for (let at = 0; at < 300; at += 1) for (const _ of [1, 2, 3]) names.nameOf(`often ${at}`);
  expect(names.nameOf("often 198")).toBeDefined();
  expect(names.nameOf("often 199")).toBeUndefined();
});

test("a text gets another name once the names are forgotten", () => {
  const names = new StatementNames();
  const three = () => [1, 2, 3].map(() => names.nameOf("a")).at(-1);
  const before = three();
  names.forget();
  expect(three()).not.toBe(before);
});

/** Of the one connection that is used. */
const namedStatements = sql`select count(*) as count from pg_prepared_statements where name like 'gatehouse%'`;

let database: TestDatabase;
let store: Store;

beforeAll(async () => {
  database = await mlflowStore("postgres");
  store = storeAt(database.url, { poolSizeMax: 1 });
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

const rows = <Row>(statement: Sql) => store.read((open) => open.rows<Row>(statement));

test("a statement that comes again is kept by the connection, and read anew after a column has changed its type", async () => {
  const params = sql`select p.value from params p order by p.run_uuid, p.key`;
  const first = await rows(params);
  for (const _ of [1, 2]) expect(await rows(params)).toEqual(first);
  expect(Number((await rows<{ count: bigint }>(namedStatements))[0]?.count)).toBeGreaterThan(0);
  const upgrade = await openSql(database.url);
  await upgrade.script("alter table params alter column value type varchar(9000)");
  await upgrade.close();
  for (const _ of [1, 2, 3, 4]) expect(await rows(params)).toEqual(first);
});
