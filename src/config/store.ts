import type { StoreOptions } from "../stores/store-options.js";
import type { KeyPath } from "./key-path.js";
import type { storeKeys } from "./keys.js";
import type { Draft } from "./read-keys.js";
import { readSecret } from "./secret.js";
import type { Sources } from "./sources.js";
import { readTls } from "./store-tls.js";
import { formatStoreUrl, parseStoreUrl, type StoreUrl } from "./store-url.js";

type StoreDraft = Draft<typeof storeKeys>;

/** One store from its keys: URL, password and TLS become one whole. Null when something was wrong; all of it is reported. */
export function buildStore(draft: StoreDraft, path: KeyPath, sources: Sources): StoreOptions | null {
  const { name, mode, poolSizeMax, statementTimeoutMs, connectTimeoutMs } = draft;
  reportMissing(draft, path, sources);
  const url = draft.url === undefined ? null : readUrl(draft.url, [...path, "url"], sources);
  const directUrl = draft.directUrl === undefined ? null : readUrl(draft.directUrl, [...path, "directUrl"], sources);
  const password = readSecret(draft, "password", path, sources);
  if (url === null) return null;
  if (url.dialect === "sqlite") reportServerKeys(draft, path, sources);
  else reportMismatch(url, directUrl, password ?? null, path, sources);
  const tls = readTls(draft.tls ?? {}, url, directUrl, path, sources);
  if (
    name === undefined ||
    mode === undefined ||
    tls === null ||
    poolSizeMax === undefined ||
    statementTimeoutMs === undefined ||
    connectTimeoutMs === undefined
  )
    return null;
  const main = password === undefined ? url : { ...url, password };
  return {
    name,
    dialect: url.dialect,
    mode,
    url: formatStoreUrl(main),
    directUrl: directUrl === null ? null : formatStoreUrl(withCredentialsOf(main, directUrl)),
    tls,
    poolSizeMax,
    statementTimeoutMs,
    connectTimeoutMs,
  };
}

function reportMissing(draft: StoreDraft, path: KeyPath, sources: Sources): void {
  if (draft.name === undefined && !sources.hasProblem([...path, "name"]))
    sources.report([...path, "name"], "is missing: give the store a short name, such as prod");
  if (draft.url === undefined && !sources.hasProblem([...path, "url"])) {
    sources.report([...path, "url"], "is missing: give the database, such as postgresql://user@host:5432/mlflow");
  }
}

function readUrl(text: string, path: KeyPath, sources: Sources): StoreUrl | null {
  const parsed = parseStoreUrl(text, sources.folderOf(path));
  if ("url" in parsed) return parsed.url;
  sources.report(path, parsed.problem);
  return null;
}

function reportServerKeys(draft: StoreDraft, path: KeyPath, sources: Sources): void {
  for (const key of ["password", "passwordFile", "directUrl"] as const) {
    if (draft[key] !== undefined) sources.report([...path, key], "is not for SQLite: remove it");
  }
}

function reportMismatch(
  url: StoreUrl,
  directUrl: StoreUrl | null,
  password: string | null,
  path: KeyPath,
  sources: Sources,
): void {
  if (url.user === null && (password ?? url.password) !== null) {
    sources.report(
      [...path, "url"],
      "names no user for the password: write it before the host, as in postgresql://user@host/mlflow",
    );
  }
  if (directUrl !== null && directUrl.dialect !== url.dialect) {
    sources.report([...path, "directUrl"], "must lead to the same database as url: the schemes differ");
  }
}

/** The direct URL of the same user needs no second copy of the password. */
function withCredentialsOf(main: StoreUrl, directUrl: StoreUrl): StoreUrl {
  if (directUrl.password !== null || (directUrl.user !== null && directUrl.user !== main.user)) return directUrl;
  return { ...directUrl, user: main.user, password: main.password };
}
