import { isAbsolute, resolve } from "node:path";
import type { DialectName } from "../stores/store-options.js";
import { readParameters, type UrlParameters } from "./store-url-parameters.js";

/** A database URL taken apart. What its parameters say about TLS is in `parameters`. */
export interface StoreUrl {
  readonly dialect: DialectName;
  readonly user: string | null;
  readonly password: string | null;
  readonly host: string;
  readonly port: string | null;
  /** The database's name; for SQLite the absolute path of its file. */
  readonly database: string;
  readonly parameters: UrlParameters;
}

export type ParsedStoreUrl = { readonly url: StoreUrl } | { readonly problem: string };

const FORMS = "postgresql://user@host:5432/mlflow, mysql://user@host:3306/mlflow or sqlite:/path/mlflow.db";
const SCHEMES: Readonly<Record<string, DialectName>> = {
  postgres: "postgres",
  postgresql: "postgres",
  mysql: "mysql",
  mariadb: "mysql",
  sqlite: "sqlite",
};
// SQLAlchemy's grammar: unlike a web URL it lets a password hold / ? and #, as MLflow's own configuration does.
const SERVER_URL = /^(?:([^:/@]*)(?::([^@]*))?@)?(\[[^\]/?]*\]|[^:/?@]*)(?::([^/?@]*))?(?:\/([^?]*))?(?:\?(.*))?$/s;

/**
 * Understands our forms and SQLAlchemy's (`postgresql+psycopg2://`, `mysql+pymysql://`, `sqlite:////absolute`).
 * A relative SQLite path starts at `baseDir`. The problem never quotes the URL.
 */
export function parseStoreUrl(text: string, baseDir: string): ParsedStoreUrl {
  const [, name = "", rest = ""] = /^([A-Za-z][A-Za-z0-9]*)(?:\+[A-Za-z0-9_]+)?:(.*)$/s.exec(text.trim()) ?? [];
  const scheme = name.toLowerCase();
  if (scheme === "http" || scheme === "https") {
    return {
      problem:
        "is the address of a web server; Gatehouse reads MLflow's database: give the URL that MLflow has as --backend-store-uri",
    };
  }
  const dialect = Object.hasOwn(SCHEMES, scheme) ? SCHEMES[scheme] : undefined;
  if (dialect === undefined) return { problem: `must be a database URL such as ${FORMS}` };
  if (dialect === "sqlite") return parseSqliteUrl(rest, baseDir);
  return rest.startsWith("//")
    ? parseServerUrl(dialect, rest.slice(2))
    : { problem: `must be a database URL such as ${FORMS}` };
}

/** The URL handed to the stores: one scheme per dialect, everything percent-encoded, TLS parameters gone. */
export function formatStoreUrl({ dialect, user, password, host, port, database, parameters }: StoreUrl): string {
  if (dialect === "sqlite") return `sqlite:${database}`;
  const scheme = dialect === "postgres" ? "postgresql" : "mysql";
  const secret = password === null ? "" : `:${encodeURIComponent(password)}`;
  const credentials = user === null && password === null ? "" : `${encodeURIComponent(user ?? "")}${secret}@`;
  const query = new URLSearchParams([...parameters.handedOn]).toString().replaceAll("+", "%20");
  return `${scheme}://${credentials}${host}${port === null ? "" : `:${port}`}/${encodeURIComponent(database)}${query === "" ? "" : `?${query}`}`;
}

function parseSqliteUrl(rest: string, baseDir: string): ParsedStoreUrl {
  const [path = "", query] = rest.split("?", 2);
  // SQLAlchemy: sqlite:///relative and sqlite:////absolute. Ours: sqlite:/absolute and sqlite:relative.
  const file = path.startsWith("///") ? path.slice(3) : path;
  if (file.startsWith("//"))
    return { problem: "has two slashes after sqlite: or more than four; write sqlite:/path/mlflow.db" };
  if (file === "" || file === ":memory:")
    return { problem: "names no file: a SQLite store needs one, as in sqlite:/path/mlflow.db" };
  if (file.startsWith("file:")) return { problem: "uses SQLite's file: form; write sqlite:/path/mlflow.db" };
  const parameters = readParameters("sqlite", query ?? "");
  if (typeof parameters === "string") return { problem: parameters };
  const database = isAbsolute(file) ? file : resolve(baseDir, file);
  return { url: { dialect: "sqlite", user: null, password: null, host: "", port: null, database, parameters } };
}

function parseServerUrl(dialect: DialectName, rest: string): ParsedStoreUrl {
  const match = SERVER_URL.exec(rest);
  if (match === null) {
    return {
      problem:
        "cannot be taken apart: percent-encode @ : / ? # and % in the user name and the password, or give the password as passwordFile",
    };
  }
  const [, user, password, host = "", port, database = "", query = ""] = match;
  const parameters = readParameters(dialect, query);
  if (typeof parameters === "string") return { problem: parameters };
  const [userText, passwordText, databaseText] = [user, password, database].map((part) =>
    part === undefined || part === "" ? null : decodePercent(part),
  );
  if (userText === undefined || passwordText === undefined || databaseText === undefined) {
    return { problem: "has a percent sign that encodes no text: write %25 for a plain %" };
  }
  const problem = addressProblem(host, port, databaseText);
  if (problem !== null) return { problem };
  // A URL with a user needs a host to be one, also when a socket is used.
  const address = host === "" && dialect === "mysql" ? "localhost" : host;
  return {
    url: {
      dialect,
      user: userText,
      password: passwordText,
      host: address,
      port: port === undefined || port === "" ? null : port,
      database: databaseText ?? "",
      parameters,
    },
  };
}

function addressProblem(host: string, port: string | undefined, database: string | null): string | null {
  if (host.includes(",")) return "names several hosts: name one";
  if (!/^(\[[0-9A-Fa-f:.%]+\]|[A-Za-z0-9._-]*)$/.test(host))
    return "has a host name with a character that no host name has; check for a password that is not percent-encoded";
  if (port !== undefined && port !== "" && (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535)) {
    return "has a port that is not a number from 1 to 65535; check for a password that is not percent-encoded";
  }
  if (database === null) return "names no database: add it after the host, as in postgresql://user@host:5432/mlflow";
  return database.includes("/") ? "must end in one database name after the host" : null;
}

/** As SQLAlchemy decodes: a percent sign without two digits is itself. Undefined when the bytes are no UTF-8. */
function decodePercent(part: string): string | undefined {
  try {
    return decodeURIComponent(part.replace(/%(?![0-9A-Fa-f]{2})/g, "%25"));
  } catch {
    return undefined;
  }
}
