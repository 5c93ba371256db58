import type { TlsOptions } from "../stores/store-options.js";
import { type KeyPath, keyPathText } from "./key-path.js";
import type { storeKeys } from "./keys.js";
import type { Draft } from "./read-keys.js";
import type { Sources } from "./sources.js";
import type { StoreUrl } from "./store-url.js";
import { tlsModeOf } from "./store-url-parameters.js";

type TlsDraft = Draft<typeof storeKeys.shape.tls>;

/** One of the places where TLS can be asked for. */
interface Wish {
  readonly mode: TlsOptions["mode"] | null;
  /** Path of the certificate authority as written; "" asks for the system's. */
  readonly caFile: string | null;
  readonly modePath: KeyPath;
  readonly caPath: KeyPath;
}

/**
 * One answer from the `tls` key and the parameters of the URLs. They may not contradict each other: a silent choice
 * could weaken TLS. Null when something is wrong, which is reported.
 */
export function readTls(
  draft: TlsDraft,
  url: StoreUrl,
  directUrl: StoreUrl | null,
  path: KeyPath,
  sources: Sources,
): TlsOptions | null {
  const key = wishOfKey(draft, path);
  if (url.dialect === "sqlite") return withoutTls(key, sources);
  if (sources.hasProblem(key.modePath) || sources.hasProblem(key.caPath)) return null;
  const wishes = [key, wishOfUrl(url, [...path, "url"])];
  if (directUrl !== null) wishes.push(wishOfUrl(directUrl, [...path, "directUrl"]));
  const areModesAgreed = agree(wishes, "mode", "modePath", sources);
  const areCasAgreed = agree(wishes, "caFile", "caPath", sources);
  return areModesAgreed && areCasAgreed ? tlsOf(wishes, sources) : null;
}

function wishOfKey(draft: TlsDraft, path: KeyPath): Wish {
  return {
    mode: draft.mode === undefined ? null : (tlsModeOf(draft.mode) ?? null),
    caFile: draft.caFile ?? null,
    modePath: [...path, "tls", "mode"],
    caPath: [...path, "tls", "caFile"],
  };
}

function wishOfUrl({ parameters }: StoreUrl, path: KeyPath): Wish {
  return { mode: parameters.tlsMode, caFile: parameters.caFile, modePath: path, caPath: path };
}

function withoutTls(key: Wish, sources: Sources): TlsOptions {
  if (key.mode !== null) sources.report(key.modePath, "is not for SQLite: remove it");
  if (key.caFile !== null) sources.report(key.caPath, "is not for SQLite: remove it");
  return { mode: "disable", ca: null };
}

function agree(
  wishes: readonly Wish[],
  what: "mode" | "caFile",
  where: "modePath" | "caPath",
  sources: Sources,
): boolean {
  const [first, ...others] = wishes.filter((wish) => wish[what] !== null);
  const other = others.find((wish) => wish[what] !== first?.[what]);
  if (first === undefined || other === undefined) return true;
  const name = what === "mode" ? "TLS mode" : "certificate authority";
  sources.report(first[where], `contradicts ${keyPathText(other[where])} about the ${name}: keep one of them`);
  return false;
}

function tlsOf(wishes: readonly Wish[], sources: Sources): TlsOptions | null {
  const authority = wishes.find((wish) => wish.caFile !== null);
  const caFile = authority?.caFile ?? "";
  const mode = wishes.find((wish) => wish.mode !== null)?.mode ?? (caFile === "" ? "prefer" : "verify-full");
  if (authority === undefined || caFile === "") return { mode, ca: null };
  const ca = readCertificates(caFile, authority.caPath, sources);
  if (mode === "disable" || mode === "prefer") {
    sources.report(authority.caPath, `is of no use with the TLS mode ${mode}: say verify-ca or verify-full`);
    return null;
  }
  // libpq does the same: `require` with a certificate authority at hand checks the chain.
  return ca === null ? null : { mode: mode === "require" ? "verify-ca" : mode, ca };
}

function readCertificates(file: string, path: KeyPath, sources: Sources): string | null {
  const pem = sources.readFile(path, file);
  if (pem === undefined) return null;
  if (pem.includes("-----BEGIN CERTIFICATE-----")) return pem;
  sources.report(path, "names a file without a certificate: PEM text with -----BEGIN CERTIFICATE----- is needed");
  return null;
}
