import { type Config, type ConfigInput, parseConfig } from "../../src/config.js";

export const testToken = "token-of-the-tests-0123456789";

/** A store as the configuration names it, for a fixture or a database of one's own. */
export interface StoreInput {
  readonly name?: string;
  readonly url: string;
}

export type ConfigOverrides = Omit<ConfigInput, "stores"> & { readonly stores?: readonly (StoreInput & Omit<NonNullable<NonNullable<ConfigInput["stores"]>[number]>, "name" | "url">)[] };

/**
 * A complete configuration through the real reader: its defaults, then `overrides`; a free port, a known token and no log unless they say otherwise.
 * A store without a name is called "main". Reads no environment variable.
 */
export function testConfig(overrides: ConfigOverrides = {}): Config {
  const stores = (overrides.stores ?? []).map((store) => ({ name: "main", ...store }));
  return parseConfig({ port: 0, token: testToken, logLevel: "silent", ...overrides, stores }, {});
}
