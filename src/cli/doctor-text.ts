import type { DoctorReport, Finding, Severity, StoreReport } from "../rules/doctor-report.js";
import { widthMax, wrap } from "./help.js";

const severityWidth = 9;
const topicWidth = 12;
const messageIndent = 2 + severityWidth + topicWidth;
const sqlIndent = 6;

/** The report for people: a block for each store, a line for each finding, statements on lines of their own. */
export function doctorText({ stores }: DoctorReport): string {
  return `${[...stores.map(storeText), summary(stores)].join("\n\n")}\n`;
}

function storeText({ name, findings }: StoreReport): string {
  return [`Store ${name}`, ...findings.flatMap(findingLines)].join("\n");
}

function findingLines({ severity, topic, message, sql }: Finding): string[] {
  const left = `  ${severity.padEnd(severityWidth)}${topic.padEnd(topicWidth)}`;
  const lines = wrap(message, widthMax - messageIndent);
  return [
    ...lines.map((line, at) => `${at === 0 ? left : " ".repeat(messageIndent)}${line}`),
    ...sql.flatMap(sqlLines),
  ];
}

/** Broken at spaces outside of quotes a statement stays one that can be copied. */
function sqlLines(statement: string): string[] {
  const kept = statement.replace(/"[^"]*"|'[^']*'|`[^`]*`/g, (quoted) => quoted.replaceAll(" ", quotedSpace));
  const lines = wrap(kept, widthMax - sqlIndent - 2);
  return lines.map(
    (line, at) => `${" ".repeat(at === 0 ? sqlIndent : sqlIndent + 2)}${line.replaceAll(quotedSpace, " ")}`,
  );
}

const quotedSpace = "\u0000";

function summary(stores: readonly StoreReport[]): string {
  const findings = stores.flatMap((store) => store.findings);
  const counts = (["problem", "warning", "note"] as const)
    .map((severity) => [severity, findings.filter((each) => each.severity === severity).length] as const)
    .filter(([, count]) => count > 0)
    .map(([severity, count]) => counted(count, severity));
  return `${counted(stores.length, "store")}: ${counts.length === 0 ? "all is well" : counts.join(", ")}`;
}

function counted(count: number, noun: Severity | "store"): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
