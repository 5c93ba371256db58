import { InputFailure } from "./failure.js";

/** The parts of a URI as Python's urlparse cuts it, which decides what MLflow makes of it; an absent part is empty. */
export interface UriParts {
  /** In lower case. */
  readonly scheme: string;
  readonly authority: string;
  readonly path: string;
  /** What follows a semicolon in the last part of the path, for the few schemes that have it. */
  readonly params: string;
  readonly query: string;
  readonly fragment: string;
}

const schemesWithParams = new Set(
  " ftp hdl http https imap mms prospero rtsp rtsps rtspu sftp shttp sip sips tel".split(" "),
);

export function splitUri(uri: string): UriParts {
  const [, scheme = "", rest = uri] = /^([A-Za-z][A-Za-z0-9+.-]*):(.*)$/su.exec(uri) ?? [];
  const [, authority = "", tail = ""] = /^(?:\/\/([^/?#]*))?(.*)$/su.exec(rest) ?? [];
  const [, whole = "", query = "", fragment = ""] = /^([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/su.exec(tail) ?? [];
  const lower = scheme.toLowerCase();
  const cut = schemesWithParams.has(lower) ? whole.indexOf(";", Math.max(0, whole.lastIndexOf("/"))) : -1;
  const [path, params] = cut < 0 ? [whole, ""] : [whole.slice(0, cut), whole.slice(cut + 1)];
  return { scheme: lower, authority, path, params, query, fragment };
}

/**
 * What MLflow's parser would drop or fail at is refused: control characters, a space at the beginning, a host outside ASCII.
 *
 * @param path where the URI is in the arguments
 * @throws InputFailure
 */
export function checkUri(uri: string, path: readonly string[]): void {
  if (/\p{Cc}|^\s/u.test(uri))
    throw new InputFailure(
      "URI_CHARACTERS",
      `${path.at(-1)} must hold no control character and not begin with a space.`,
      path,
    );
  const { authority } = splitUri(uri);
  const isPlain = /^[!-Z^-~]*$/.test(authority) || /^(?:[!-?A-Z^-~]*@)?\[[0-9A-Fa-f:.]+\](?::\d+)?$/.test(authority);
  if (!isPlain)
    throw new InputFailure("URI_HOST", `The host in ${path.at(-1)} must be a name in ASCII or an IP address.`, path);
}

/** The host of an authority in lower case, without user and port. */
export function hostOf({ authority }: UriParts): string {
  const place = authority.slice(authority.lastIndexOf("@") + 1).toLowerCase();
  return /^\[([^\]]*)\]/.exec(place)?.[1] ?? place.replace(/:.*$/s, "");
}

/** Decodes %XX as UTF-8, again and again until nothing changes; bytes that are no text become U+FFFD. */
export function decodeFully(text: string, plusIsSpace = false): string {
  let decoded = text;
  for (;;) {
    const spaced = plusIsSpace ? decoded.replaceAll("+", " ") : decoded;
    const next = spaced.replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) =>
      Buffer.from(run.replaceAll("%", ""), "hex").toString("utf8"),
    );
    if (next === decoded) return decoded;
    decoded = next;
  }
}

/** Whether MLflow takes it for a path or file URI of the machine it runs on. */
export function isLocal({ scheme }: UriParts): boolean {
  return scheme === "" || scheme === "file";
}

/** With these MLflow's server connects to the host in the URI. */
const hostSchemes: readonly string[] = "ftp sftp hdfs viewfs http https mlflow-artifacts r2 b2 abfss".split(" ");

/**
 * MLflow takes such a URI only where its server was told to, or where the host is that of the server's own artifacts, which nobody else
 * can know.
 *
 * @param allowed what MLflow's server is told by MLFLOW_ALLOWED_HOST_ADDRESSED_ARTIFACT_SCHEMES
 * @throws InputFailure
 */
export function checkHostScheme(
  { scheme, authority }: UriParts,
  allowed: readonly string[],
  path: readonly string[],
): void {
  const isServersOwn = scheme === "mlflow-artifacts" && authority === "";
  if (!hostSchemes.includes(scheme) || isServersOwn || allowed.includes(scheme)) return;
  throw new InputFailure(
    "URI_HOST",
    `${path.at(-1)} with the scheme ${scheme} would make MLflow's server connect to the host in it.`,
    path,
  );
}

/** Whether MLflow takes the host of a file URI for the machine it runs on. */
export function isThisMachine(host: string): boolean {
  return host === "" || host === "." || host.startsWith("localhost") || host.startsWith("127.0.0.1");
}

/** Schemes that Python writes with `//` even without a host. */
const schemesWithHost = new Set(
  " file ftp git git+ssh gopher http https imap itms-services mms nfs nntp prospero rsync rtsp rtsps rtspu sftp shttp snews svn svn+ssh telnet wais ws wss".split(
    " ",
  ),
);

/** A URI or path with more path behind its own, as MLflow's append_to_uri_path; the query stays at the end. */
export function appendPath(uri: string, more: string): string {
  const { scheme, authority, path, params, query, fragment } = splitUri(uri);
  if (scheme === "") return joinPaths(uri, more);
  const joined = joinPaths(path, more);
  const hasHost = authority !== "" || (path.startsWith("/") && schemesWithHost.has(scheme) && !joined.startsWith("//"));
  const slash = hasHost && !joined.startsWith("/") ? "/" : "";
  return [
    `${scheme}:`,
    hasHost ? `//${authority}` : "",
    `${slash}${joined}`,
    params === "" ? "" : `;${params}`,
    query === "" ? "" : `?${query}`,
    fragment === "" ? "" : `#${fragment}`,
  ].join("");
}

function joinPaths(path: string, more: string): string {
  return path === "" || path.endsWith("/") ? `${path}${more}` : `${path}/${more}`;
}
