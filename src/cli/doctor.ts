import { didYouMean } from "../config/closest-word.js";
import type { ConfigWithoutToken } from "../config.js";
import { type Command, type CommandCall, CommandError, exitCodes } from "./command.js";
import { withoutSecrets } from "./without-secrets.js";

export const doctor: Command = {
  name: "doctor",
  summary: "Look into each store: what it is, what Gatehouse may do there, and what would help.",
  details: [
    "Reads only; statements that would help are printed, never run. Needs no token. Settings come from where",
    "serve has them. Ends with 1 when a store has a problem. docs/doctor.md explains every line and --json.",
  ],
  options: [
    { name: "config", short: "c", value: "FILE", summary: "Read this YAML file (GATEHOUSE_CONFIG)." },
    {
      name: "store",
      value: "NAME[=URL]",
      isRepeatable: true,
      summary: "Only this store; with a URL, attach it first, as serve does. May be repeated.",
    },
    { name: "json", summary: "Print JSON in place of text." },
  ],
  async run(call) {
    const { loadConfigWithoutToken } = await import("../config.js");
    const given = call.options("store");
    const attached = given.filter((text) => text.includes("="));
    const config = loadConfigWithoutToken({ ...configFlag(call), stores: attached });
    process.on("uncaughtException", (error) => {
      process.stderr.write(`gatehouse: ${withoutSecrets(error, config).message}\n`);
      process.exit(exitCodes.unexpected);
    });
    const stores = chosenStores(
      config,
      given.map((text) => text.split("=", 1)[0] ?? ""),
    );
    const [{ examineStores }, { doctorText }] = await Promise.all([import("../doctor.js"), import("./doctor-text.js")]);
    try {
      const report = await examineStores({ stores });
      process.stdout.write(call.has("json") ? `${JSON.stringify(report, null, 2)}\n` : doctorText(report));
      return report.severity === "problem" ? exitCodes.problem : exitCodes.ok;
    } catch (error) {
      throw withoutSecrets(error, config);
    }
  },
};

function configFlag(call: CommandCall): { readonly config?: string } {
  const config = call.option("config");
  return config === undefined ? {} : { config };
}

function chosenStores({ stores }: ConfigWithoutToken, names: readonly string[]): ConfigWithoutToken["stores"] {
  const known = stores.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    // What is typed here by mistake may be a URL.
    const shown = /^[a-z0-9][a-z0-9_-]{0,62}$/.test(unknown)
      ? ` ${unknown}${didYouMean(unknown, known)}`
      : " of that name";
    throw new CommandError(exitCodes.usage, `--store: there is no store${shown}`);
  }
  return names.length === 0 ? stores : stores.filter(({ name }) => names.includes(name));
}
