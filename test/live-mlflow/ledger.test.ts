import { setTimeout } from "node:timers/promises";
import { afterEach, expect, jest, test } from "@jest/globals";
import { createToken, listTokens } from "../../src/stores/ledger/tokens.js";
import { migrated, storeAt } from "../stores/ledger/ledger-store.js";
import { ledgersOf, schemaOf } from "../stores/ledger/schema-of.js";
import { describeBesideLiveMlflow, describeDialects } from "../support/describe-stores.js";
import { mlflowStore } from "../support/fixtures.js";
import { openSql } from "../support/sql-runner.js";
import { startMlflowClient } from "./mlflow-client.js";
import { startMlflow, upgradeStore } from "./mlflow-server.js";

jest.setTimeout(240_000);

const seconds = 6;

const token = (at: number) => ({
  id: `t${String(at).padStart(6, "0")}`,
  hash: String(at).padStart(64, "0"),
  label: "a job",
  principal: { kind: "SERVICE", issuer: "i", subject: "s" } as const,
  role: "CONTRIBUTOR" as const,
  scope: null,
  createdAt: at,
  createdBy: "bootstrap",
  expiresAt: at + 1,
});

describeBesideLiveMlflow("MLflow with a ledger in its database", () => {
  describeDialects("on", (dialect) => {
    let clean: (() => Promise<unknown>)[] = [];
    afterEach(async () => {
      for (const step of clean.reverse()) await step();
      clean = [];
    });

    test("upgrades from 2.22 to 3.17, and the ledger stays as it was", async () => {
      const database = await mlflowStore(dialect, "2.22.0");
      clean.push(() => database.drop());
      await migrated(database.url);
      const store = storeAt(database.url);
      await store.write((open) => createToken(open, token(1)));
      await store.close();
      const sql = await openSql(database.url);
      clean.push(() => sql.close());
      const before = ledgersOf(await schemaOf(dialect, sql));
      await upgradeStore(database.url);
      expect(ledgersOf(await schemaOf(dialect, sql))).toEqual(before);
      const upgraded = storeAt(database.url);
      clean.push(() => upgraded.close());
      const { head, ledger } = await upgraded.ready();
      expect([head.releases, ledger]).toEqual(["3.17", { version: 1, status: "CURRENT" }]);
      expect(await upgraded.read((open) => listTokens(open, null, 10, null))).toHaveLength(1);
      await migrated(database.url);
    });

    test("serves and writes from several threads while the ledger is written beside it", async () => {
      const database = await mlflowStore(dialect);
      clean.push(() => database.drop());
      await migrated(database.url);
      const mlflow = await startMlflow(database.url);
      clean.push(() => mlflow.stop());
      const client = await startMlflowClient(mlflow.url);
      clean.push(() => client.stop());
      const store = storeAt(database.url);
      clean.push(() => store.close());
      const { shared } = await client.act<{ shared: string }>("begin load");
      let isWriting = true;
      const writing = client
        .act<{ runs: number; points: number }>("write for", { seconds, threads: 2, shared })
        .finally(() => {
          isWriting = false;
        });
      writing.catch(() => undefined);
      let written = 0;
      while (isWriting) {
        written += 1;
        const next = token(written);
        await store.write((open) => createToken(open, next));
        // As often as people and programs do it: on SQLite one who never lets go would keep everybody else out.
        await setTimeout(20);
      }
      const { runs } = await writing;
      expect(runs).toBeGreaterThan(1);
      expect(written).toBeGreaterThan(1);
      expect(await store.read((open) => listTokens(open, null, 1_000_000, null))).toHaveLength(written);
    });
  });
});
