import { userInfo } from "node:os";
import { Failure } from "../rules/failure.js";
import { isSafeUrl } from "../rules/issuer.js";
import type { TokenDesk } from "../tokens.js";
import { type CommandCall, CommandError, type CommandOption, exitCodes } from "./command.js";
import { configOfStores, storesOptions } from "./stores-option.js";
import { graphDesk } from "./token-graph.js";
import { withoutSecrets } from "./without-secrets.js";

/** Where the command works: on a store's ledger, or through the graph of a Gatehouse that serves. */
export const deskOptions: readonly CommandOption[] = [
  ...storesOptions,
  {
    name: "url",
    value: "URL",
    summary: "Act through the graph at this address, as the person of the token, in the store of --store NAME.",
  },
  { name: "token-file", value: "PATH", summary: "With --url: a file that holds the access token (GATEHOUSE_TOKEN)." },
];

export async function withDesk<Result>(call: CommandCall, work: (desk: TokenDesk) => Promise<Result>): Promise<Result> {
  return call.has("url") ? work(graphDesk(await graphOf(call))) : withLedger(call, work).catch(forPeople);
}

/** What a failure says is for people and holds no secret. */
function forPeople(error: unknown): never {
  throw error instanceof Failure ? new CommandError(exitCodes.unexpected, error.message, { cause: error }) : error;
}

async function withLedger<Result>(call: CommandCall, work: (desk: TokenDesk) => Promise<Result>): Promise<Result> {
  const config = await configOfStores(call);
  const [store, ...others] = config.stores;
  if (store === undefined || others.length > 0)
    throw new CommandError(exitCodes.usage, "a token belongs to one store: choose it with --store NAME");
  const { withLedgerDesk } = await import("../tokens.js");
  try {
    return await withLedgerDesk(store, userInfo().username, work);
  } catch (error) {
    throw error instanceof Failure ? error : withoutSecrets(error, config);
  }
}

async function graphOf(call: CommandCall) {
  const url = call.option("url") ?? "";
  if (!isSafeUrl(url))
    throw new CommandError(
      exitCodes.usage,
      "--url must be https:// (http:// only for this machine), as the token goes there",
    );
  const [store, ...others] = call.options("store");
  if (store === undefined || others.length > 0 || store.includes("="))
    throw new CommandError(exitCodes.usage, "with --url the store is said once, by its name there: --store NAME");
  const { readAccessToken } = await import("../config.js");
  const token = readAccessToken(call.option("token-file"));
  if (token === null)
    throw new CommandError(
      exitCodes.usage,
      "with --url a token is needed: set GATEHOUSE_TOKEN or give --token-file PATH",
    );
  return { url, token, store };
}
