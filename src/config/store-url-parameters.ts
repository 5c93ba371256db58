import type { DialectName, TlsMode } from "../stores/store-options.js";
import { didYouMean, isPlainWord } from "./closest-word.js";
import { TLS_MODES } from "./keys.js";

/** What stood behind the `?` of a store's URL. */
export interface UrlParameters {
  readonly tlsMode: TlsMode | null;
  /** Path of the certificate authority, as written; "" asks for the system's. */
  readonly caFile: string | null;
  /** Parameters the database driver still needs. */
  readonly handedOn: ReadonlyMap<string, string>;
}

const HANDED_ON: Readonly<Record<DialectName, readonly string[]>> = {
  postgres: ["application_name", "host", "options"],
  mysql: ["unix_socket"],
  sqlite: [],
};
/** Settings of MLflow's own connections that change nothing for ours. */
const DROPPED: Readonly<Record<DialectName, readonly string[]>> = {
  postgres: [
    "client_encoding",
    "connect_timeout",
    "gssencmode",
    "keepalives",
    "keepalives_count",
    "keepalives_idle",
    "keepalives_interval",
    "tcp_user_timeout",
  ],
  mysql: [
    "connect_timeout",
    "charset",
    "collation",
    "use_unicode",
    "binary_prefix",
    "read_timeout",
    "write_timeout",
    "local_infile",
  ],
  sqlite: ["timeout", "check_same_thread"],
};
const UNDERSTOOD: Readonly<Record<DialectName, readonly string[]>> = {
  postgres: ["sslmode", "sslrootcert"],
  mysql: ["sslmode", "sslrootcert", "ssl_mode", "ssl_ca", "ssl_verify_identity"],
  sqlite: [],
};
const MYSQL_TLS_MODES: Readonly<Record<string, TlsMode>> = {
  disabled: "disable",
  preferred: "prefer",
  required: "require",
  verify_ca: "verify-ca",
  verify_identity: "verify-full",
};

/** Reads the query part of a store's URL, or says what is wrong with it without quoting any value. */
export function readParameters(dialect: DialectName, query: string): UrlParameters | string {
  const given = new Map<string, string>();
  for (const [key, value] of new URLSearchParams(query)) {
    const name = key.replaceAll("-", "_");
    const problem = given.has(name) ? `has the parameter ${name} twice` : parameterProblem(dialect, name);
    if (problem !== null) return problem;
    given.set(name, value);
  }
  const tlsMode = readTlsMode(given);
  if (tlsMode === undefined) return `has an sslmode that is not one of ${TLS_MODES.join(", ")}`;
  const rootCert = given.get("sslrootcert") ?? given.get("ssl_ca") ?? null;
  return {
    tlsMode: rootCert === "system" ? (tlsMode ?? "verify-full") : tlsMode,
    caFile: rootCert === "system" ? "" : rootCert,
    handedOn: new Map([...given].filter(([name]) => HANDED_ON[dialect].includes(name))),
  };
}

function parameterProblem(dialect: DialectName, name: string): string | null {
  const known = [...UNDERSTOOD[dialect], ...HANDED_ON[dialect], ...DROPPED[dialect]];
  if (known.includes(name)) return null;
  if (!isPlainWord(name))
    return "has a parameter behind ? whose name is not a word; percent-encode a ? in the password";
  if (/^ssl_?(cert|key|password|crl|crldir)$/.test(name))
    return `has the parameter ${name}: client certificates are not supported, remove it`;
  if (name.startsWith("ssl"))
    return `has the parameter ${name}: say it with sslmode and sslrootcert, or with the store's tls key`;
  return `has the parameter ${name}, which Gatehouse does not know${didYouMean(name, known)}; remove it`;
}

/** Null when nothing is said, undefined when the word is unknown. */
function readTlsMode(given: ReadonlyMap<string, string>): TlsMode | null | undefined {
  const word = given.get("sslmode") ?? given.get("ssl_mode");
  if (word !== undefined)
    return Object.hasOwn(MYSQL_TLS_MODES, word.toLowerCase()) ? MYSQL_TLS_MODES[word.toLowerCase()] : tlsModeOf(word);
  // PyMySQL checks the chain as soon as it has a CA, and the host name only when asked.
  if (given.has("ssl_ca"))
    return /^(true|1|yes)$/i.test(given.get("ssl_verify_identity") ?? "") ? "verify-full" : "verify-ca";
  return null;
}

/** libpq's `allow` may begin in the clear; Gatehouse tries TLS first, as `prefer` does. */
export function tlsModeOf(word: string): TlsMode | undefined {
  const mode = TLS_MODES.find((known) => known === word);
  return mode === "allow" ? "prefer" : mode;
}
