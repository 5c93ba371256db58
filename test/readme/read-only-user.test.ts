import { expect, test } from "@jest/globals";
import { RegisteredModelsDocument, StoresDocument } from "../../src/operations/operations.js";
import { describeDialects } from "../support/describe-stores.js";
import { mlflowStore } from "../support/fixtures.js";
import { runEnvironment } from "../support/run-environment.js";
import { openSql } from "../support/sql-runner.js";
import { startServer } from "../support/start-server.js";
import { blocksOf, readme } from "./blocks.js";

const password = "only-for-this-test";

describeDialects("the database user that the README makes", (dialect) => {
  if (dialect === "sqlite") return; // It has no users.

  test("may read the whole graph and write nothing", async () => {
    const database = await mlflowStore(dialect);
    const url = new URL(database.url);
    const user = `gatehouse_test_${runEnvironment().runId}`;
    const admin = await openSql(database.url);
    try {
      await admin.script(statementsFor(dialect, user, url.pathname.slice(1)));
      [url.username, url.password] = [user, password];
      const server = await startServer({ stores: [{ name: "main", url: url.href }] });
      expect(await server.data(StoresDocument)).toMatchObject({
        stores: { nodes: [{ schema: { releases: "3.17" } }] },
      });
      expect((await server.data(RegisteredModelsDocument)).registeredModels?.totalCount).toBe(3);
      await server.close();
      const reader = await openSql(url.href);
      await expect(reader.query("DELETE FROM tags")).rejects.toThrow(/denied/);
      await reader.close();
    } finally {
      await admin.script(dropUser[dialect](user)).finally(() => admin.close());
      await database.drop();
    }
  });
});

/** The README's statements, with names of this run. */
function statementsFor(dialect: "postgres" | "mysql", user: string, database: string): string {
  const label = { postgres: "-- PostgreSQL", mysql: "-- MySQL, MariaDB" }[dialect];
  const block = blocksOf(readme).find(({ language, text }) => language === "sql" && text.startsWith(label));
  if (block === undefined) throw new Error(`the README has no block of SQL that begins with ${label}`);
  return block.text
    .replaceAll(/\bgatehouse\b/g, user)
    .replaceAll("'...'", `'${password}'`)
    .replace(/(?<=DATABASE )mlflow\b/, database)
    .replace(/\bmlflow(?=\.\*)/, database)
    .replace(/(?<=ROLE )mlflow\b/, "CURRENT_USER");
}

const dropUser = {
  postgres: (user: string) => `DROP OWNED BY ${user}; DROP ROLE ${user}`,
  mysql: (user: string) => `DROP USER ${user}`,
};
