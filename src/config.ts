import { applyLayers } from "./config/assignments.js";
import { buildBinding } from "./config/binding.js";
import { readConfigFile } from "./config/config-file.js";
import { deepFreeze } from "./config/deep-freeze.js";
import { type Environment, misspelledVariables, readEnvironment } from "./config/environment.js";
import { type ConfigFlags, readFlags } from "./config/flags.js";
import { buildIssuer } from "./config/issuer.js";
import type { KeyPath } from "./config/key-path.js";
import { type ConfigInput, configKeys, type LogLevel, TOKEN_LENGTH_MIN } from "./config/keys.js";
import { ConfigError } from "./config/problem.js";
import { type Draft, readKeys } from "./config/read-keys.js";
import { readSecret } from "./config/secret.js";
import { Sources } from "./config/sources.js";
import { buildStore } from "./config/store.js";
import type { Limits } from "./gateway/limits.js";
import type { Binding } from "./rules/binding.js";
import type { IssuerOptions } from "./rules/issuer.js";
import type { StoreOptions } from "./stores/store-options.js";

/** Everything Gatehouse is told from outside, deeply frozen. It holds the token and passwords: never print it. */
export interface Config {
  readonly host: string;
  readonly port: number;
  /** The bootstrap token; null when it is switched off, whether or not one is given. */
  readonly token: string | null;
  readonly issuers: readonly IssuerOptions[];
  readonly stores: readonly StoreOptions[];
  /** Bindings by store, in addition to those of its ledger. */
  readonly bindings: Readonly<Record<string, readonly Binding[]>>;
  readonly limits: Limits;
  readonly corsOrigins: readonly string[];
  readonly introspection: boolean;
  readonly graphiql: boolean;
  /** How long requests that are running get to finish at shutdown. */
  readonly drainTimeoutMs: number;
  /** How often the version of each store's MLflow schema is read again. */
  readonly schemaRecheckMs: number;
  readonly logLevel: LogLevel;
}

export type ConfigWithoutToken = Omit<Config, "token">;

/** The configuration from flags, environment, YAML file and defaults, in that order of precedence. Throws ConfigError with every problem. */
export function loadConfig(flags: ConfigFlags = {}, env: Environment = process.env): Config {
  return load(flags, env, resolveConfig);
}

/** The same without a token: for a command that serves nobody. One that is given must still be right. */
export function loadConfigWithoutToken(flags: ConfigFlags = {}, env: Environment = process.env): ConfigWithoutToken {
  return load(flags, env, resolveWithoutToken);
}

/** The configuration from a plain object in place of the file; `${VAR}` in it is not expanded. Throws ConfigError with every problem. */
export function parseConfig(input: ConfigInput, env: Environment = process.env, flags: ConfigFlags = {}): Config {
  return resolveConfig(structuredClone(input), env, flags, new Sources());
}

/**
 * The token with which a command comes to a Gatehouse that serves: of the file, or GATEHOUSE_TOKEN. Null without one. Throws
 * ConfigError for a file that cannot be read.
 */
export function readAccessToken(tokenFile: string | undefined, env: Environment = process.env): string | null {
  if (tokenFile === undefined) return env.GATEHOUSE_TOKEN || null;
  const sources = new Sources();
  const token = readSecret({ tokenFile }, "token", [], sources);
  if (sources.problems.length > 0 || token === undefined) throw new ConfigError(sources.problems);
  return token;
}

type Resolve<Result> = (
  settings: Record<string, unknown>,
  env: Environment,
  flags: ConfigFlags,
  sources: Sources,
) => Result;

function load<Result>(flags: ConfigFlags, env: Environment, resolve: Resolve<Result>): Result {
  const path = flags.config ?? (env.GATEHOUSE_CONFIG || undefined);
  if (path === undefined) return resolve({}, env, flags, new Sources());
  const file = readConfigFile(path, flags.config === undefined ? "GATEHOUSE_CONFIG" : "--config", env);
  return resolve(file.settings, env, flags, new Sources(file.locate, file.baseDir));
}

const resolveConfig: Resolve<Config> = (settings, env, flags, sources) => {
  const draft = readDraft(settings, env, flags, sources);
  const token = readToken(draft, sources);
  const config = withoutToken(draft, sources);
  if (sources.problems.length > 0 || token === undefined) throw new ConfigError(sources.problems);
  return deepFreeze({ ...config, token });
};

const resolveWithoutToken: Resolve<ConfigWithoutToken> = (settings, env, flags, sources) => {
  const config = withoutToken(readDraft(settings, env, flags, sources), sources);
  if (sources.problems.length > 0) throw new ConfigError(sources.problems);
  return deepFreeze(config);
};

const readDraft: Resolve<Draft<typeof configKeys>> = (settings, env, flags, sources) => {
  sources.problems.push(...misspelledVariables(env));
  applyLayers(settings, [readEnvironment(env), readFlags(flags, sources)], sources);
  return readKeys(configKeys, settings, [], sources);
};

function withoutToken(draft: Draft<typeof configKeys>, sources: Sources): ConfigWithoutToken {
  const stores = readStores(draft.stores ?? [], sources);
  const bindings = readBindings(draft.stores ?? [], sources);
  const issuers = readIssuers(draft.issuers ?? [], sources);
  const { token: _token, tokenFile: _tokenFile, bootstrap: _bootstrap, ...rest } = draft;
  // Every key that is left has a default, so without a problem none is missing.
  return { ...(rest as Omit<ConfigWithoutToken, "stores" | "bindings" | "issuers">), stores, bindings, issuers };
}

/** Null when none is wanted, undefined when none is there or it is wrong. */
function readToken(draft: Draft<typeof configKeys>, sources: Sources): string | null | undefined {
  if (draft.bootstrap === false) return null;
  const token = readSecret(draft, "token", [], sources);
  if (token === undefined) {
    if (!sources.hasProblem(["token"]) && !sources.hasProblem(["tokenFile"])) {
      sources.report(
        ["token"],
        `is missing: set GATEHOUSE_TOKEN or GATEHOUSE_TOKEN_FILE, --token-file, or token or tokenFile in the config file; at least ${TOKEN_LENGTH_MIN} characters, \`openssl rand -hex 24\` makes one; or switch it off with bootstrap: false`,
      );
    }
    return undefined;
  }
  const checked = configKeys.shape.token.safeParse(token);
  if (!checked.success)
    sources.report(["tokenFile"], `names a file whose token ${checked.error.issues[0]?.message ?? "is not valid"}`);
  return token;
}

function readStores(drafts: Draft<typeof configKeys.shape.stores>, sources: Sources): StoreOptions[] {
  if (drafts.length === 0 && !sources.hasProblem(["stores"])) {
    sources.report(
      ["stores"],
      "has no store: add one to the config file, or give --store NAME=URL or GATEHOUSE_STORE_<NAME>_URL",
    );
  }
  reportDoubles("stores", drafts, "name", sources);
  return buildAll("stores", drafts, buildStore, sources);
}

function readBindings(drafts: Draft<typeof configKeys.shape.stores>, sources: Sources): Config["bindings"] {
  const bindings = drafts.map(({ name = "", bindings = [] }, at) => {
    const built = bindings.map((draft, index) => buildBinding(draft, ["stores", at, "bindings", index], sources));
    return [name, built.filter((binding) => binding !== null)] as const;
  });
  return Object.fromEntries(bindings);
}

function readIssuers(drafts: Draft<typeof configKeys.shape.issuers>, sources: Sources): IssuerOptions[] {
  reportDoubles("issuers", drafts, "name", sources);
  reportDoubles("issuers", drafts, "issuer", sources);
  return buildAll("issuers", drafts, buildIssuer, sources);
}

/** Two entries of a list that are called the same. */
function reportDoubles<Key extends string>(
  list: "stores" | "issuers",
  drafts: readonly { readonly [K in Key]?: string | undefined }[],
  key: Key,
  sources: Sources,
): void {
  const seen = new Set<string>();
  drafts.forEach(({ [key]: value }, index) => {
    if (value === undefined) return;
    if (seen.has(value))
      sources.report(
        [list, index, key],
        `is the ${key} of another ${list === "stores" ? "store" : "issuer"} as well: give each its own`,
      );
    seen.add(value);
  });
}

function buildAll<EntryDraft, Entry>(
  list: string,
  drafts: readonly EntryDraft[],
  build: (draft: EntryDraft, path: KeyPath, sources: Sources) => Entry | null,
  sources: Sources,
): Entry[] {
  return drafts.flatMap((draft, index) => {
    const path = [list, index];
    return sources.hasProblem(path) ? [] : (build(draft, path, sources) ?? []);
  });
}
