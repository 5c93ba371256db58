import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import {
  createToken,
  listTokens,
  type NewToken,
  revokeToken,
  tokenByHash,
  touchToken,
} from "../../../src/stores/ledger/tokens.js";
import type { Store } from "../../../src/stores/store.js";
import type { TestDatabase } from "../../support/databases.js";
import { describeDialects } from "../../support/describe-stores.js";
import { mlflowStore } from "../../support/fixtures.js";
import { openSql, type SqlRunner } from "../../support/sql-runner.js";
import { migrated, storeAt } from "./ledger-store.js";

const now = 1_800_000_000_000;
const minuteMs = 60_000;

function token(id: string, more: Partial<NewToken> = {}): NewToken {
  return {
    id,
    hash: id.padEnd(64, "0"),
    label: `the ${id} job`,
    principal: { kind: "SERVICE", issuer: "https://login.example.com", subject: "Trainer" },
    role: "CONTRIBUTOR",
    scope: null,
    createdAt: now,
    createdBy: "https://login.example.com|anna",
    expiresAt: now + 1_000,
    ...more,
  };
}

const unused = { store: "main", lastUsedAt: null, revokedAt: null, revokedBy: null };

function kept({ hash: _hash, ...rest }: NewToken) {
  return { ...unused, ...rest };
}

describeDialects("tokens", (dialect) => {
  let database: TestDatabase;
  let store: Store;
  let sql: SqlRunner;
  let statements: string[] = [];
  beforeAll(async () => {
    database = await mlflowStore(dialect);
    await migrated(database.url);
    store = storeAt(database.url, {}, (text) => void statements.push(text));
    sql = await openSql(database.url);
    await store.ready();
  });
  afterAll(async () => {
    await sql.close();
    await store.close();
    await database.drop();
  });
  beforeEach(() => sql.query("DELETE FROM gatehouse_tokens"));

  const create = (each: NewToken) => store.write((open) => createToken(open, each));
  const revoke = (id: string) => store.write((open) => revokeToken(open, { id, by: "iss|boss", at: now + 5 }));
  const find = (hash: string) => store.read((open) => tokenByHash(open, hash));

  test("are found by their exact hash, with all that is known of them", async () => {
    const given = [
      token("a"),
      token("b", { scope: { kind: "REGISTERED_MODEL", workspace: "default", pattern: "fraud-*" }, role: "VIEWER" }),
      token("c", { principal: { kind: "USER", issuer: "https://login.example.com", subject: "anna" } }),
    ];
    for (const each of given) {
      expect(await create(each)).toEqual(kept(each));
      expect(await find(each.hash)).toEqual(kept(each));
    }
    expect(await find("a".padEnd(63, "0"))).toBeNull();
    expect(await find("A".padEnd(64, "0"))).toBeNull();
  });

  test("have one row a hash", async () => {
    await create(token("a"));
    await expect(create(token("b", { hash: token("a").hash }))).rejects.toThrow();
    expect(await store.read((open) => listTokens(open, null, 10, null))).toEqual([kept(token("a"))]);
  });

  test("are listed newest first, page by page, revoked ones too", async () => {
    const given = ["a", "b", "c", "d", "e"].map((id, at) => token(id, { createdAt: now + Math.floor(at / 2) }));
    for (const each of given) await create(each);
    await revoke("c");
    const seen: string[] = [];
    for (let after: { createdAt: number; id: string } | null = null; ; ) {
      const page = await store.read((open) => listTokens(open, null, 2, after));
      seen.push(...page.map(({ id, revokedBy }) => (revokedBy === null ? id : `${id} revoked by ${revokedBy}`)));
      const last = page.at(-1);
      if (last === undefined) break;
      after = last;
    }
    expect(seen).toEqual(["e", "d", "c revoked by iss|boss", "b", "a"]);
  });

  test("are marked when revoked, once, and still found", async () => {
    await create(token("a"));
    const marked = { ...kept(token("a")), revokedAt: now + 5, revokedBy: "iss|boss" };
    expect(await revoke("a")).toEqual(marked);
    expect(await find(token("a").hash)).toEqual(marked);
    await expect(revoke("a")).rejects.toMatchObject({ code: "CONFLICT", reason: "ALREADY_REVOKED" });
    await expect(revoke("b")).rejects.toMatchObject({ code: "NOT_FOUND", reason: "TOKEN_NOT_FOUND" });
  });

  test("have their last use recorded once a minute, whoever uses them", async () => {
    const fresh = await create(token("a"));
    expect(await touchToken(store, fresh, now)).toBe(true);
    const used = await find(token("a").hash);
    expect(used?.lastUsedAt).toBe(now);
    statements = [];
    expect(await touchToken(store, used ?? fresh, now + minuteMs - 1)).toBe(false);
    expect(statements).toEqual([]);
    // One that had read the token before its use was recorded.
    expect(await touchToken(store, fresh, now + minuteMs - 1)).toBe(false);
    expect(await touchToken(store, used ?? fresh, now + minuteMs)).toBe(true);
    expect((await find(token("a").hash))?.lastUsedAt).toBe(now + minuteMs);
  });

  test("leave no record of their use in a store attached read-only", async () => {
    const fresh = await create(token("a"));
    const reader = storeAt(database.url, { mode: "READ_ONLY" });
    try {
      expect(await touchToken(reader, fresh, now)).toBe(false);
      expect(await reader.read((open) => tokenByHash(open, token("a").hash))).toEqual(kept(token("a")));
    } finally {
      await reader.close();
    }
  });
});

describeDialects("tokens of a store without a ledger", (dialect) => {
  test("are none, and none can be made", async () => {
    const database = await mlflowStore(dialect, "2.22.0");
    const store = storeAt(database.url);
    try {
      expect(await store.read((open) => tokenByHash(open, "x"))).toBeNull();
      expect(await store.read((open) => listTokens(open, null, 5, null))).toEqual([]);
      await expect(store.write((open) => createToken(open, token("a")))).rejects.toMatchObject({
        code: "UNAVAILABLE",
        reason: "LEDGER_MISSING",
      });
    } finally {
      await store.close();
      await database.drop();
    }
  });
});
