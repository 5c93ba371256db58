import type { Assignment } from "./assignments.js";
import { ENTRY_NAME } from "./keys.js";
import type { Sources } from "./sources.js";

/** What the command line may set, as written; `stores` and `issuers` are `name=url` texts. */
export interface ConfigFlags {
  readonly config?: string;
  readonly stores?: readonly string[];
  readonly issuers?: readonly string[];
  readonly host?: string;
  readonly port?: string;
  readonly tokenFile?: string;
  readonly bootstrap?: string;
  readonly logLevel?: string;
}

const FLAG_NAMES = {
  host: "--host",
  port: "--port",
  tokenFile: "--token-file",
  bootstrap: "--bootstrap",
  logLevel: "--log-level",
} as const;

/** Flags that name an entry of a list and its URL, with what such a text looks like. */
const LIST_FLAGS = [
  { list: "stores", flag: "--store", key: "url", example: "prod=postgresql://user@host:5432/mlflow" },
  { list: "issuers", flag: "--issuer", key: "issuer", example: "corp=https://id.example.com/realms/corp" },
] as const;

/** The settings given as flags. There is no flag for the token itself: other users of a machine can read a command line. */
export function readFlags(flags: ConfigFlags, sources: Sources): Assignment[] {
  const plain = Object.entries(FLAG_NAMES).flatMap(([key, label]) => {
    const value = flags[key as keyof typeof FLAG_NAMES];
    return value === undefined ? [] : [{ label, entry: null, path: [key], value }];
  });
  const entries = LIST_FLAGS.flatMap((form) =>
    (flags[form.list] ?? []).flatMap((text) => readEntryFlag(text, form, sources) ?? []),
  );
  return [...plain, ...entries];
}

function readEntryFlag(
  text: string,
  { list, flag, key, example }: (typeof LIST_FLAGS)[number],
  sources: Sources,
): Assignment | null {
  const [, name = "", url = ""] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
  if (ENTRY_NAME.test(name) && url !== "") {
    const matches = (other: string) => other === name;
    return { label: `${flag} ${name}`, entry: { list, name, matches }, path: [key], value: url };
  }
  sources.reportAs(flag, `must be NAME=URL, such as ${example}; a name is made of a-z, 0-9, _ and -`);
  return null;
}
