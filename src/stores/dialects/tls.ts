import type { SecureContextOptions } from "node:tls";
import type { TlsOptions } from "../store-options.js";

/** Node's TLS options for libpq's modes; false is no TLS. `prefer` is tried by the dialect first with, then without. */
export function tlsOptions(tls: TlsOptions): DriverTls | false {
  if (tls.mode === "disable") return false;
  const ca = tls.ca === null ? {} : { ca: tls.ca };
  // As libpq: `require` with a certificate authority given checks the chain too.
  if (tls.mode === "prefer" || (tls.mode === "require" && tls.ca === null)) return { rejectUnauthorized: false };
  if (tls.mode === "verify-full") return { rejectUnauthorized: true, ...ca };
  return { rejectUnauthorized: true, checkServerIdentity: () => undefined, ...ca };
}

/** What both drivers take. */
export type DriverTls = SecureContextOptions & { rejectUnauthorized: boolean; checkServerIdentity?: () => undefined };
