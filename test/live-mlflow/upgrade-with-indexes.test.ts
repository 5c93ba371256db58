import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, test } from "@jest/globals";
import { dialectByName } from "../../src/stores/dialects/dialect-by-name.js";
import { inspected } from "../stores/inspected-store.js";
import { mlflowStore } from "../support/fixtures.js";
import { availableDialects, chosen, runEnvironment } from "../support/run-environment.js";
import { openSql } from "../support/sql-runner.js";
import { mlflowEnvironment, mlflowExecutable, sqlalchemyUrl } from "./mlflow-server.js";

const run = promisify(execFile);
const upgradeTimeoutMs = 240_000;

const describeOrSkip = chosen.mlflow === null ? describe.skip : describe;

describeOrSkip("MLflow's own upgrade, from 2.22 to 3.17, with every index in place that the doctor advises", () => {
  test.each(["postgres", "mysql", "sqlite"] as const)(
    "passes on %s",
    async (dialect) => {
      if (!availableDialects().includes(dialect)) return;
      const database = await mlflowStore(dialect, "2.22.0");
      const sql = await openSql(database.url);
      const suggested = dialectByName[dialect].inspection.suggestedIndexes;
      const before = suggested.filter(({ table }) => table !== "logged_models"); // It came with 3.0.
      for (const { ddl } of before) await sql.query(ddl);
      await sql.close();
      await run(mlflowExecutable(), ["db", "upgrade", sqlalchemyUrl(database.url)], {
        env: mlflowEnvironment(runEnvironment().folder, {}),
      });
      const { facts } = await inspected({ url: database.url });
      expect(facts.schema?.releases).toBe("3.17");
      const later = await openSql(database.url);
      // Those that an upgrade dropped can be made again, and those it kept do not stand in the way.
      for (const { ddl, name, table } of suggested) {
        const drop = dialect === "mysql" ? `DROP INDEX IF EXISTS ${name} ON ${table}` : `DROP INDEX IF EXISTS ${name}`;
        await later.query(drop);
        await later.query(ddl);
      }
      await later.close();
      await database.drop();
    },
    upgradeTimeoutMs,
  );
});
