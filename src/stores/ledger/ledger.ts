import { Failure } from "../../rules/failure.js";
import { type Ledger, type LedgerStatus, ledgerFound, unreadableLedger } from "../../rules/ledger-state.js";
import type { Fragments, Models } from "../dialects/dialect.js";
import { toBoolean } from "../row-values.js";
import type { OpenStore } from "../store.js";

/** @returns what the ledger is, or null where there is none */
export async function readLedger(
  models: Models,
  rows: OpenStore["rows"],
  fragments: Fragments,
): Promise<Ledger | null> {
  const [table] = await rows<{ is_readable: unknown }>(fragments.ledgerTable);
  if (table === undefined) return null;
  if (!toBoolean(table.is_readable)) return unreadableLedger;
  const applied = await models.ledgerMigration.findMany({ select: { version: true, compatibleSince: true } });
  return ledgerFound(
    applied.map((row) => ({ version: Number(row.version), compatibleSince: Number(row.compatibleSince) })),
  );
}

/**
 * @param version the migration that made what is about to be used
 * @throws Failure UNAVAILABLE, with the reason and what helps
 */
export function requireLedger({ name, ledger }: OpenStore, version = 1): void {
  if (ledger === null) throw unusable(name, "LEDGER_MISSING", "has no ledger: run gatehouse migrate");
  const why = whyUnusable[ledger.status];
  if (why !== undefined) throw unusable(name, ...why);
  if (ledger.version < version) throw unusable(name, "LEDGER_OLDER", "has an older ledger: run gatehouse migrate");
}

const whyUnusable: Partial<Record<LedgerStatus, readonly [reason: string, what: string]>> = {
  INCOMPATIBLE: ["LEDGER_INCOMPATIBLE", "has a ledger that only a newer Gatehouse may use"],
  UNREADABLE: ["LEDGER_UNREADABLE", "has a ledger that the configured user may not read"],
};

function unusable(store: string, reason: string, what: string): Failure {
  return new Failure("UNAVAILABLE", reason, `Store "${store}" ${what}.`);
}
