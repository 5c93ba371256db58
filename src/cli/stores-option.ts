import { didYouMean } from "../config/closest-word.js";
import type { ConfigWithoutToken } from "../config.js";
import { type CommandCall, CommandError, type CommandOption, exitCodes } from "./command.js";

/** Options of a command that works on stores and serves nobody. */
export const storesOptions: readonly CommandOption[] = [
  { name: "config", short: "c", value: "FILE", summary: "Read this YAML file (GATEHOUSE_CONFIG)." },
  {
    name: "store",
    value: "NAME[=URL]",
    isRepeatable: true,
    summary: "Only this store; with a URL, attach it first, as serve does. May be repeated.",
  },
];

/** The configuration without a token, with the stores that were chosen, or all. */
export async function configOfStores(call: CommandCall): Promise<ConfigWithoutToken> {
  const { loadConfigWithoutToken } = await import("../config.js");
  const given = call.options("store");
  const file = call.option("config");
  const config = loadConfigWithoutToken({
    ...(file === undefined ? {} : { config: file }),
    stores: given.filter((text) => text.includes("=")),
  });
  const names = given.map((text) => text.split("=", 1)[0] ?? "");
  return names.length === 0 ? config : { ...config, stores: chosen(config, names) };
}

function chosen({ stores }: ConfigWithoutToken, names: readonly string[]): ConfigWithoutToken["stores"] {
  const known = stores.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return stores.filter(({ name }) => names.includes(name));
  // What is typed here by mistake may be a URL.
  const shown = /^[a-z0-9][a-z0-9_-]{0,62}$/.test(unknown)
    ? ` ${unknown}${didYouMean(unknown, known)}`
    : " of that name";
  throw new CommandError(exitCodes.usage, `--store: there is no store${shown}`);
}
