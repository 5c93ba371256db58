import { type Command, CommandError, exitCodes } from "./command.js";
import { printEach } from "./each-store.js";
import { uninstallText } from "./ledger-text.js";
import { configOfStores, storesOptions } from "./stores-option.js";

export const uninstall: Command = {
  name: "uninstall",
  summary: "Remove the ledger of each store, with every binding and token in it.",
  details: ["Leaves MLflow's tables as they are. --dry-run shows what goes; --yes does it."],
  options: [
    ...storesOptions,
    { name: "dry-run", summary: "Change nothing; print the SQL that would be run." },
    { name: "yes", summary: "Drop the ledger's tables." },
  ],
  async run(call) {
    const isDryRun = call.has("dry-run");
    if (isDryRun === call.has("yes"))
      throw new CommandError(
        exitCodes.usage,
        "give one of --dry-run, which shows what would be dropped, and --yes, which drops it",
      );
    const config = await configOfStores(call);
    const { uninstallStores } = await import("../migrate.js");
    return printEach(config, uninstallStores(config, isDryRun), (report) => uninstallText(report, isDryRun));
  },
};
