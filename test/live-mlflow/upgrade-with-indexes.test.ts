import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, jest, test } from "@jest/globals";
import { dialectNamed } from "../../src/stores/dialects/dialect-by-name.js";
import { inspected } from "../stores/inspected-store.js";
import { describeBesideLiveMlflow, describeDialects } from "../support/describe-stores.js";
import { mlflowStore } from "../support/fixtures.js";
import { runEnvironment } from "../support/run-environment.js";
import { openSql } from "../support/sql-runner.js";
import { mlflowEnvironment, mlflowExecutable, sqlalchemyUrl } from "./mlflow-server.js";

jest.setTimeout(240_000);

const run = promisify(execFile);

describeBesideLiveMlflow(
  "`mlflow db upgrade` from 2.22 to 3.17 with every index in place that the doctor advises",
  () => {
    describeDialects("passes", (dialect) => {
      test("and they can be made again where it dropped one", async () => {
        const { suggestedIndexes: suggested } = (await dialectNamed(dialect)).inspection;
        const database = await mlflowStore(dialect, "2.22.0");
        const sql = await openSql(database.url);
        // Logged models came with 3.0.
        for (const { ddl } of suggested.filter(({ table }) => table !== "logged_models")) await sql.query(ddl);
        await sql.close();
        await run(mlflowExecutable(), ["db", "upgrade", sqlalchemyUrl(database.url)], {
          env: mlflowEnvironment(runEnvironment().folder, {}),
        });
        expect((await inspected({ url: database.url })).facts.schema?.releases).toBe("3.17");
        const later = await openSql(database.url);
        for (const { ddl, name, table } of suggested) {
          await later.query(`DROP INDEX IF EXISTS ${name}${dialect === "mysql" ? ` ON ${table}` : ""}`);
          await later.query(ddl);
        }
        await later.close();
        await database.drop();
      });
    });
  },
);
