import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { LineageDocument } from "../../src/operations/operations.js";
import { formatGlobalId } from "../../src/rules/global-id.js";
import { describeDialects } from "../support/describe-stores.js";
import { fixtureStore, mlflowStore } from "../support/fixtures.js";
import { openSql, type SqlRunner } from "../support/sql-runner.js";
import { startServer } from "../support/start-server.js";
import type { ConfigOverrides } from "../support/test-config.js";
import { failuresOf } from "./http-client.js";

describeDialects("a lineage whose edges cannot be read in time", (dialect) => {
  // SQLite's reads wait for no lock that a test could hold.
  if (dialect === "sqlite") return void test.skip("on SQLite", () => undefined);
  const run = fixtureStore(dialect).oracle.runs.find(({ datasets }) => datasets.length > 0);
  const of = formatGlobalId("main", "Run", run?.runId ?? "");
  let url = "";
  let drop: () => Promise<void>;
  let lock: SqlRunner;

  beforeAll(async () => {
    const store = await mlflowStore(dialect, "3.17.2");
    [url, drop] = [store.url, () => store.drop()];
    lock = await openSql(url);
  });
  afterAll(async () => {
    await lock?.close();
    await drop?.();
  });

  /** Asks while `inputs` is locked, then when it no longer is. */
  async function askTwice(limits: NonNullable<ConfigOverrides["limits"]>) {
    const server = await startServer({ stores: [{ url }], limits });
    try {
      await lock.script(dialect === "mysql" ? "lock tables inputs write" : "begin; lock table inputs");
      const locked = await server.query(LineageDocument, { of });
      await lock.script(dialect === "mysql" ? "unlock tables" : "commit");
      return { locked, free: await server.query(LineageDocument, { of }) };
    } finally {
      await server.close();
    }
  }

  test("says that its time was over, and shows what it has found", async () => {
    const { locked, free } = await askTwice({ lineageTimeMs: 300 });
    expect(locked.errors).toBeUndefined();
    expect(locked.data?.lineage).toMatchObject({
      complete: false,
      cutBy: ["TIME"],
      nodes: [{ id: of, isMissing: false }],
      frontier: [{ id: of }],
    });
    expect(free.errors).toBeUndefined();
  });

  test("fails when the request's time is over before", async () => {
    const { locked } = await askTwice({ deadlineMs: 300, lineageTimeMs: 60_000 });
    expect(failuresOf(locked.errors)).toEqual(["LIMIT DEADLINE at lineage"]);
  });
});
