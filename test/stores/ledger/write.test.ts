import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { withinRequest } from "../../../src/stores/request-scope.js";
import { sql as text } from "../../../src/stores/sql.js";
import type { Store, WritableStore } from "../../../src/stores/store.js";
import type { TestDatabase } from "../../support/databases.js";
import { describeDialects } from "../../support/describe-stores.js";
import { mlflowStore } from "../../support/fixtures.js";
import { openSql, type SqlRunner } from "../../support/sql-runner.js";
import { migrated, storeAt } from "./ledger-store.js";

describeDialects("a writing transaction", (dialect) => {
  let database: TestDatabase;
  let store: Store;
  let sql: SqlRunner;
  beforeAll(async () => {
    database = await mlflowStore(dialect);
    await migrated(database.url);
    store = storeAt(database.url, { poolSizeMax: 3, statementTimeoutMs: 8_000 });
    sql = await openSql(database.url);
    await store.ready();
  });
  afterAll(async () => {
    await sql.close();
    await store.close();
    await database.drop();
  });
  beforeEach(async () => {
    await sql.query("DELETE FROM gatehouse_tokens");
    await sql.query("DELETE FROM experiment_tags");
  });

  const experiment = 0;
  const tag = (key: string, value: string) =>
    text`insert into experiment_tags (experiment_id, ${dialect === "mysql" ? text`\`key\`` : text`key`}, value) values (${experiment}, ${key}, ${value})`;
  const token = (open: WritableStore, id: string) =>
    open.models.ledgerToken.create({
      data: {
        id,
        hash: id,
        label: "",
        principalKind: "USER",
        issuer: "",
        subject: "",
        role: "VIEWER",
        createdAt: 1n,
        createdBy: "",
        expiresAt: 2n,
      },
    });
  const counts = async () => {
    const [tags] = await sql.query<{ n: bigint }>("SELECT count(*) AS n FROM experiment_tags");
    const [tokens] = await sql.query<{ n: bigint }>("SELECT count(*) AS n FROM gatehouse_tokens");
    return [Number(tags?.n), Number(tokens?.n)];
  };

  test("keeps MLflow's rows and the ledger's together, and gives back what its work gives", async () => {
    const changed = await store.write(async (open) => {
      const count = await open.execute(tag("a", "1"));
      await token(open, "a");
      // What it reads is what it has written.
      expect(await open.models.ledgerToken.count()).toBe(1);
      expect(await open.rows(text`select value from experiment_tags`)).toEqual([{ value: "1" }]);
      return count;
    });
    expect(changed).toBe(1);
    expect(await counts()).toEqual([1, 1]);
  });

  test("keeps nothing when its work throws, and throws the very same", async () => {
    const reason = new Error("refused");
    const work = store.write(async (open) => {
      await token(open, "a");
      await open.execute(tag("a", "1"));
      throw reason;
    });
    await expect(work).rejects.toBe(reason);
    expect(await counts()).toEqual([0, 0]);
  });

  test("keeps nothing when a statement fails, and the next one works", async () => {
    const work = store.write(async (open) => {
      await open.execute(tag("a", "1"));
      await open.execute(tag("a", "2"));
    });
    await expect(work).rejects.toThrow();
    expect(await counts()).toEqual([0, 0]);
    await store.write((open) => open.execute(tag("a", "3")));
    expect(await counts()).toEqual([1, 0]);
  });

  test("keeps nothing once its request has ended", async () => {
    const request = new AbortController();
    const work = withinRequest({ signal: request.signal }, () =>
      store.write(async (open) => {
        await token(open, "a");
        request.abort(new Error("left"));
      }),
    );
    await expect(work).rejects.toThrow("left");
    const late = withinRequest({ signal: request.signal }, () => store.write((open) => open.execute(tag("a", "1"))));
    await expect(late).rejects.toThrow("left");
    expect(await counts()).toEqual([0, 0]);
  });

  test("is not begun on a store that is attached read-only", async () => {
    const statements: string[] = [];
    const reader = storeAt(database.url, { mode: "READ_ONLY" }, (statement) => void statements.push(statement));
    try {
      await expect(reader.write(async () => 1)).rejects.toMatchObject({
        code: "UNAVAILABLE",
        reason: "STORE_READ_ONLY",
      });
      expect(statements).toEqual([]);
    } finally {
      await reader.close();
    }
  });

  test("loses no increment of many at once, in two processes' worth of connections", async () => {
    const other = storeAt(database.url, { poolSizeMax: 3 });
    try {
      await other.ready();
      await sql.query(
        `INSERT INTO experiment_tags (experiment_id, "key", value) VALUES (${experiment}, 'counter', '0')`,
      );
      const key = dialect === "mysql" ? text`\`key\`` : text`key`;
      const increment = (through: Store) =>
        through.write(async (open) => {
          const [row] = await open.rows<{ value: string }>(
            text`select value from experiment_tags where ${key} = 'counter'${open.fragments.forUpdate}`,
          );
          await open.execute(
            text`update experiment_tags set value = ${String(Number(row?.value) + 1)} where ${key} = 'counter'`,
          );
        });
      await Promise.all(Array.from({ length: 40 }, (_, at) => increment(at % 2 === 0 ? store : other)));
      expect(await sql.query("SELECT value FROM experiment_tags")).toEqual([{ value: "40" }]);
    } finally {
      await other.close();
    }
  });

  if (dialect === "sqlite") return; // It has one writer at a time, and so no deadlock.

  test("that the database ends for a deadlock is run again from its start", async () => {
    for (const key of ["a", "b"]) await store.write((open) => open.execute(tag(key, "0")));
    const key = dialect === "mysql" ? text`\`key\`` : text`key`;
    const bump = (open: WritableStore, name: string) =>
      open.execute(
        text`update experiment_tags set value = ${`${name}!`} where experiment_id = ${experiment} and ${key} = ${name}`,
      );
    let attempts = 0;
    const meet = meeting(2);
    const crossing = (first: string, second: string) =>
      store.write(async (open) => {
        attempts += 1;
        await bump(open, first);
        await meet();
        await bump(open, second);
      });
    await Promise.all([crossing("a", "b"), crossing("b", "a")]);
    expect(attempts).toBeGreaterThan(2);
    expect(await sql.query('SELECT value FROM experiment_tags ORDER BY "key"')).toEqual([
      { value: "a!" },
      { value: "b!" },
    ]);
  });

  test("decides on what is true when it has its locks, not on what was when it began", async () => {
    await store.write(async (open) => {
      const count = text`select count(*) as total from experiment_tags`;
      expect((await open.rows<{ total: unknown }>(count)).map(({ total }) => Number(total))).toEqual([0]);
      await sql.query(`INSERT INTO experiment_tags (experiment_id, "key", value) VALUES (${experiment}, 'a', '')`);
      expect((await open.rows<{ total: unknown }>(count)).map(({ total }) => Number(total))).toEqual([1]);
    });
  });

  test("waits for another's lock no longer than it may, and says so", async () => {
    await store.write((open) => open.execute(tag("a", "0")));
    await sql.query("BEGIN");
    await sql.query("UPDATE experiment_tags SET value = 'held'");
    try {
      await expect(
        store.write((open) => open.execute(text`update experiment_tags set value = 'wanted'`)),
      ).rejects.toMatchObject({ code: "UNAVAILABLE", reason: "STORE_BUSY" });
    } finally {
      await sql.query("COMMIT");
    }
    expect(await sql.query("SELECT value FROM experiment_tags")).toEqual([{ value: "held" }]);
  });

  test("whose connection dies fails, keeps nothing, and takes no place in the pool with it", async () => {
    for (let round = 0; round < 5; round += 1) {
      const work = store.write(async (open) => {
        await open.execute(tag("a", "1"));
        const self = dialect === "mysql" ? text`select connection_id() as id` : text`select pg_backend_pid() as id`;
        const [{ id } = { id: 0 }] = await open.rows<{ id: unknown }>(self);
        await sql.query(dialect === "mysql" ? `KILL ${id}` : `SELECT pg_terminate_backend(${id})`);
        await open.execute(tag("b", "1"));
      });
      await expect(work).rejects.toMatchObject({ code: "UNAVAILABLE", reason: "STORE_UNREACHABLE" });
    }
    expect(await counts()).toEqual([0, 0]);
    await Promise.all(["a", "b", "c"].map((key) => store.write((open) => open.execute(tag(key, "1")))));
    expect(await counts()).toEqual([3, 0]);
  });

  test("that takes too long is ended, keeps nothing, and the store goes on", async () => {
    const slow = storeAt(database.url, { poolSizeMax: 1, statementTimeoutMs: 300 });
    try {
      await slow.ready();
      const pause = dialect === "mysql" ? text`select sleep(0.2)` : text`select pg_sleep(0.2)::text`;
      const work = slow.write(async (open) => {
        await open.execute(tag("a", "1"));
        for (let round = 0; round < 5; round += 1) await open.rows(pause);
      });
      await expect(work).rejects.toMatchObject({ code: "LIMIT", reason: "TRANSACTION_TIMEOUT" });
      await slow.write((open) => open.execute(tag("b", "1")));
      expect(await counts()).toEqual([1, 0]);
    } finally {
      await slow.close();
    }
  });
});

/** Waits until so many have come; who comes later goes on at once. */
function meeting(size: number): () => Promise<void> {
  let come = 0;
  let open: () => void = () => {};
  const all = new Promise<void>((resolve) => {
    open = resolve;
  });
  return () => {
    come += 1;
    if (come >= size) open();
    return all;
  };
}
