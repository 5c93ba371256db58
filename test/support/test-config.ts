import { type Config, parseConfig } from "../../src/config.js";

export const testToken = "token-of-the-tests-0123456789";

type ConfigInput = Parameters<typeof parseConfig>[0];
type StoreInput = NonNullable<NonNullable<ConfigInput["stores"]>[number]>;

/** The keys of the configuration file; a store may be any object with a `url`, such as a fixture, and is called "main" unless it says otherwise. */
export type ConfigOverrides = {
  readonly [Key in Exclude<keyof ConfigInput, "stores">]?: ConfigInput[Key] | undefined;
} & {
  readonly stores?: readonly (StoreInput & { readonly url: string })[];
};

const noStore = { url: "sqlite:/nonexistent/mlflow.db" };

/** The schema is read once: a later look at it would be counted among a request's statements. */
const defaults = { port: 0, token: testToken, logLevel: "silent", schemaRecheckMs: 3_600_000 } as const;

/**
 * A complete configuration through the real reader: its defaults, then `overrides`, with a free port, a known token and no log
 * unless they say otherwise. Reads no environment variable. Without stores it names one that is down.
 */
export function testConfig(overrides: ConfigOverrides = {}): Config {
  const stores = (overrides.stores ?? [noStore]).map((store) => ({ name: "main", ...onlyKeysOfStores(store) }));
  return parseConfig({ ...defaults, ...given(overrides), stores }, {});
}

const storeKeys = [
  "name",
  "url",
  "mode",
  "password",
  "passwordFile",
  "directUrl",
  "tls",
  "poolSizeMax",
  "statementTimeoutMs",
  "connectTimeoutMs",
  "bindings",
] as const satisfies readonly (keyof StoreInput)[];

/** The reader refuses keys it does not know, such as a fixture's oracle. */
function onlyKeysOfStores(store: StoreInput): StoreInput {
  return given(Object.fromEntries(storeKeys.map((key) => [key, store[key]])));
}

function given(settings: object): object {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}
