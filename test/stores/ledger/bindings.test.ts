import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import type { Binding } from "../../../src/rules/binding.js";
import { bindingsOf, createBinding, type NewBinding, revokeBinding } from "../../../src/stores/ledger/bindings.js";
import type { Store } from "../../../src/stores/store.js";
import type { TestDatabase } from "../../support/databases.js";
import { describeDialects } from "../../support/describe-stores.js";
import { mlflowStore } from "../../support/fixtures.js";
import { openSql, type SqlRunner } from "../../support/sql-runner.js";
import { migrated, storeAt } from "./ledger-store.js";

const now = 1_800_000_000_000;

function binding(id: string, more: Partial<NewBinding> = {}): NewBinding {
  return {
    id,
    principal: { kind: "USER", issuer: "https://login.example.com", subject: id },
    role: "VIEWER",
    serviceRole: null,
    effect: "ALLOW",
    scope: { kind: "STORE" },
    notBefore: null,
    expiresAt: null,
    grantedBy: "bootstrap",
    reason: null,
    createdAt: now,
    ...more,
  };
}

const admin = (id: string, more: Partial<NewBinding> = {}) => binding(id, { role: "ADMIN", ...more });

describeDialects("bindings", (dialect) => {
  let database: TestDatabase;
  let store: Store;
  let sql: SqlRunner;
  beforeAll(async () => {
    database = await mlflowStore(dialect);
    await migrated(database.url);
    store = storeAt(database.url);
    sql = await openSql(database.url);
    await store.ready();
  });
  afterAll(async () => {
    await sql.close();
    await store.close();
    await database.drop();
  });
  beforeEach(() => sql.query("DELETE FROM gatehouse_bindings"));

  const create = (each: NewBinding) => store.write((open) => createBinding(open, each));
  const revoke = (id: string) => store.write((open) => revokeBinding(open, { id, by: "iss|boss", at: now + 5 }));
  const all = () => store.read(bindingsOf);

  test("come back as they were given, whatever their scope", async () => {
    const scopes: Binding["scope"][] = [
      { kind: "STORE" },
      { kind: "WORKSPACE", workspace: "team-a" },
      { kind: "EXPERIMENT", workspace: "default", id: "123456789012345678" },
      { kind: "EXPERIMENT", workspace: "default", pattern: "Fraud-*" },
      { kind: "REGISTERED_MODEL", workspace: "default", pattern: "naïve ✓ 'quoted' \\ *" },
    ];
    const given = scopes.map((scope, at) =>
      binding(`b${at}`, {
        scope,
        principal: { kind: "SERVICE", issuer: "https://login.example.com", subject: "Trainer" },
        role: "SERVICE",
        serviceRole: "CONTRIBUTOR",
        effect: at === 1 ? "DENY" : "ALLOW",
        notBefore: at,
        expiresAt: 9_007_199_254_740_991,
        reason: "for the nightly run",
        createdAt: now + at,
      }),
    );
    for (const each of given) {
      expect(await create(each)).toEqual({ ...each, revokedAt: null, revokedBy: null });
    }
    expect(await all()).toEqual(given.map((each) => ({ ...each, revokedAt: null, revokedBy: null })));
  });

  test("are marked when revoked, once, and their rows stay", async () => {
    await create(binding("a"));
    expect(await revoke("a")).toMatchObject({ id: "a", revokedAt: now + 5, revokedBy: "iss|boss" });
    expect(await all()).toEqual([]);
    await expect(revoke("a")).rejects.toMatchObject({ code: "CONFLICT", reason: "ALREADY_REVOKED" });
    await expect(revoke("b")).rejects.toMatchObject({ code: "NOT_FOUND", reason: "BINDING_NOT_FOUND" });
    expect(await sql.query("SELECT id, revoked_at, revoked_by FROM gatehouse_bindings")).toEqual([
      { id: "a", revoked_at: BigInt(now + 5), revoked_by: "iss|boss" },
    ]);
  });

  test("never leave the store without an admin, by revoking or denying the last", async () => {
    await create(binding("reader"));
    await create(admin("root"));
    await create(admin("temporary", { expiresAt: now + 1_000_000 }));
    await create(admin("later", { notBefore: now + 1_000_000 }));
    await create(admin("robot", { principal: { kind: "SERVICE", issuer: "i", subject: "robot" } }));
    await create(admin("of-team", { scope: { kind: "WORKSPACE", workspace: "team" } }));
    const lastAdmin = {
      code: "CONFLICT",
      reason: "LAST_ADMIN",
      message: 'Store "main" would be left without an admin.',
    };
    await expect(revoke("root")).rejects.toMatchObject(lastAdmin);
    await expect(
      create(binding("denial", { effect: "DENY", principal: admin("root").principal })),
    ).rejects.toMatchObject(lastAdmin);
    expect((await all()).map(({ id }) => id).sort()).toEqual([
      "later",
      "of-team",
      "reader",
      "robot",
      "root",
      "temporary",
    ]);
    await create(admin("second", { principal: { kind: "GROUP", issuer: "i", subject: "admins" } }));
    await revoke("root");
    await revoke("reader");
    await expect(revoke("second")).rejects.toMatchObject(lastAdmin);
  });

  test("keep an admin when two processes revoke the last two at once", async () => {
    const other = storeAt(database.url);
    try {
      await other.ready();
      for (let round = 0; round < 10; round += 1) {
        await sql.query("DELETE FROM gatehouse_bindings");
        await create(admin("left"));
        await create(admin("right"));
        const outcomes = await Promise.allSettled([
          revoke("left"),
          other.write((open) => revokeBinding(open, { id: "right", by: "x", at: now })),
        ]);
        expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
        expect(outcomes.find((outcome) => outcome.status === "rejected")?.reason).toMatchObject({
          reason: "LAST_ADMIN",
        });
        expect(await all()).toHaveLength(1);
      }
    } finally {
      await other.close();
    }
  });

  test("keep an admin when twenty revocations and denials meet", async () => {
    const ids = Array.from({ length: 10 }, (_, at) => `admin-${at}`);
    for (const id of ids) await create(admin(id));
    const outcomes = await Promise.allSettled(
      ids.flatMap((id) => [
        revoke(id),
        create(binding(`no-${id}`, { effect: "DENY", principal: admin(id).principal })),
      ]),
    );
    const reasons = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason.reason] : []));
    expect(new Set(reasons)).toEqual(new Set(["LAST_ADMIN"]));
    const left = await all();
    const denied = left.filter(({ effect }) => effect === "DENY").map(({ principal }) => principal.subject);
    expect(
      left.filter(({ effect, principal }) => effect === "ALLOW" && !denied.includes(principal.subject)),
    ).toHaveLength(1);
  });

  test("that only a newer build understands allow nothing; a denial stops everything", async () => {
    await create(binding("known"));
    await sql.query("UPDATE gatehouse_bindings SET role = 'CURATOR'");
    expect(await all()).toEqual([]);
    await sql.query("UPDATE gatehouse_bindings SET effect = 'DENY'");
    await expect(all()).rejects.toMatchObject({ code: "UNAVAILABLE", reason: "LEDGER_INCOMPATIBLE" });
  });
});
