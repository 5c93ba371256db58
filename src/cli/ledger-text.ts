import type { MigrationReport, UninstallReport } from "../migrate.js";

/** What `gatehouse migrate` says of a store: a script that can be piped into the database's own client for a dry run. */
export function migrationText(report: MigrationReport, isDryRun: boolean): string {
  const lines = [...headOf(report, isDryRun), ...wideRightsOf(report)];
  const head = lines.map((line) => `-- ${line}`.trimEnd());
  const grants = report.grants.map((line) => (isDryRun && !line.startsWith("--") ? `-- ${line}` : line));
  return `${[...head, "--", "-- Grants of the three roles:", ...grants].join("\n")}\n${report.script === "" ? "" : `\n${report.script}`}\n`;
}

function headOf({ store, database, before, after, files }: MigrationReport, isDryRun: boolean): string[] {
  const at = before === 0 ? "no ledger" : `ledger ${before}`;
  if (files.length === 0)
    return [`Store ${store} (${database}): ${at === "no ledger" ? `ledger ${after}` : at}, nothing to do`];
  return isDryRun
    ? [`Store ${store} (${database}): ${at}, to apply: ${files.join(", ")}`]
    : [`Store ${store} (${database}): ${at} -> ledger ${after}, applied: ${files.join(", ")}`];
}

function wideRightsOf({ wideRights: { found, unseen } }: MigrationReport): string[] {
  const lines = found.map(({ holder, has, allows }) => `  ${holder} ${has}: ${allows}.`);
  return [
    found.length === 0
      ? "Nobody but this user was seen to hold more than rows of MLflow's tables."
      : "More than rows of MLflow's tables is in the hands of (too wide for the role as which MLflow connects):",
    ...lines,
    ...(unseen === null ? [] : [`Not all was seen: ${unseen}.`]),
  ];
}

export function uninstallText({ store, database, tables, script }: UninstallReport, isDryRun: boolean): string {
  if (tables.length === 0) return `-- Store ${store} (${database}): no ledger, nothing to do\n`;
  const what = isDryRun ? "would be dropped" : "dropped";
  return `-- Store ${store} (${database}): ${what}: ${tables.join(", ")}\n${script}`;
}
