/** The newest file in migrations/ that this build has: the ledger it was written for. */
export const ledgerVersion = 1;

export type LedgerStatus =
  /** As this build knows it. */
  | "CURRENT"
  /** `gatehouse migrate` has files to apply; what they bring is missing until then. */
  | "OLDER"
  /** A newer Gatehouse has migrated it, in a way that this one can go on with. */
  | "NEWER"
  /** A newer Gatehouse has migrated it, and this one must not use it any more. */
  | "INCOMPATIBLE"
  /** It is there, but the store's user may not read it. */
  | "UNREADABLE";

/** The ledger of a store, as it was last seen. */
export interface Ledger {
  /** The newest file that was applied; 0 when making it was begun and not finished, or when it cannot be read. */
  readonly version: number;
  readonly status: LedgerStatus;
}

/** A row of `gatehouse_migrations`, as far as it tells who may use the ledger. */
export interface AppliedVersion {
  readonly version: number;
  /** The oldest build, by its `ledgerVersion`, that may use the ledger from this version on. */
  readonly compatibleSince: number;
}

export const unreadableLedger: Ledger = { version: 0, status: "UNREADABLE" };

/** @param build the `ledgerVersion` of the build that asks */
export function ledgerFound(applied: readonly AppliedVersion[], build = ledgerVersion): Ledger {
  const version = Math.max(0, ...applied.map((row) => row.version));
  return { version, status: statusOf(applied, version, build) };
}

function statusOf(applied: readonly AppliedVersion[], version: number, build: number): LedgerStatus {
  if (applied.some(({ compatibleSince }) => compatibleSince > build)) return "INCOMPATIBLE";
  if (version === build) return "CURRENT";
  return version < build ? "OLDER" : "NEWER";
}

/** What whoever runs the server should know of a store's ledger; null when it is as it should be. */
export function ledgerAdvice(ledger: Ledger | null): string | null {
  if (ledger === null)
    return "the store has no ledger: it is served by the bindings of the configuration alone, and nothing can be changed; gatehouse migrate makes one";
  return adviceOf[ledger.status];
}

const adviceOf: Readonly<Record<LedgerStatus, string | null>> = {
  CURRENT: null,
  OLDER:
    "the store's ledger is older than this Gatehouse: what needs the newer one is off until gatehouse migrate has run",
  NEWER: "the store's ledger is newer than this Gatehouse, which can go on with it: upgrade this one soon",
  INCOMPATIBLE: "the store's ledger is newer than this Gatehouse, which must not use it any more: upgrade this one",
  UNREADABLE: "the store's ledger may not be read by the configured user: gatehouse migrate prints the grants",
};
