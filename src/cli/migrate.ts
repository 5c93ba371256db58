import { userInfo } from "node:os";
import type { Command } from "./command.js";
import { printEach } from "./each-store.js";
import { migrationText } from "./ledger-text.js";
import { configOfStores, storesOptions } from "./stores-option.js";

export const migrate: Command = {
  name: "migrate",
  summary: "Make the ledger of each store, Gatehouse's own tables beside MLflow's, or bring it up to date.",
  details: [
    "Never touches a table of MLflow's. May be run again at any time, and by several processes at once.",
    "Prints the grants of the three roles, and who could undo what the ledger keeps. docs/ledger.md has more.",
  ],
  options: [
    ...storesOptions,
    { name: "dry-run", summary: "Change nothing; print the SQL that would be run." },
    { name: "mlflow-role", value: "NAME", summary: "In the grants: the role as which MLflow connects (mlflow)." },
    { name: "runtime-role", value: "NAME", summary: "In the grants: the role of gatehouse serve (gatehouse)." },
  ],
  async run(call) {
    const config = await configOfStores(call);
    const { migrateStores } = await import("../migrate.js");
    const isDryRun = call.has("dry-run");
    const outcomes = migrateStores(config, {
      isDryRun,
      roles: { mlflow: call.option("mlflow-role") ?? "mlflow", runtime: call.option("runtime-role") ?? "gatehouse" },
      systemUser: userInfo().username,
    });
    return printEach(config, outcomes, (report) => migrationText(report, isDryRun));
  },
};
