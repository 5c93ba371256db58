import type { Assignment } from "./assignments.js";
import { STORE_NAME } from "./keys.js";
import type { Sources } from "./sources.js";

/** What the command line may set, as written; `stores` are `name=url` texts. */
export interface ConfigFlags {
  readonly config?: string;
  readonly stores?: readonly string[];
  readonly host?: string;
  readonly port?: string;
  readonly tokenFile?: string;
  readonly logLevel?: string;
}

const FLAG_NAMES = { host: "--host", port: "--port", tokenFile: "--token-file", logLevel: "--log-level" } as const;

/** The settings given as flags. There is no flag for the token itself: other users of a machine can read a command line. */
export function readFlags(flags: ConfigFlags, sources: Sources): Assignment[] {
  const plain = Object.entries(FLAG_NAMES).flatMap(([key, label]) => {
    const value = flags[key as keyof typeof FLAG_NAMES];
    return value === undefined ? [] : [{ label, store: null, path: [key], value }];
  });
  return [...plain, ...(flags.stores ?? []).flatMap((text) => readStoreFlag(text, sources) ?? [])];
}

function readStoreFlag(text: string, sources: Sources): Assignment | null {
  const [, name = "", url = ""] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
  if (STORE_NAME.test(name) && url !== "") {
    return { label: `--store ${name}`, store: { name, matches: (other) => other === name }, path: ["url"], value: url };
  }
  sources.reportAs(
    "--store",
    "must be NAME=URL, such as prod=postgresql://user@host:5432/mlflow; a name is made of a-z, 0-9, _ and -",
  );
  return null;
}
