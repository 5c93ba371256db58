import { type Finding, finding } from "./doctor-report.js";
import type { DatabaseProduct, ServerFacts } from "./store-facts.js";

type Version = readonly [major: number, minor: number];

interface Support {
  /** The oldest that Gatehouse is written for. */
  readonly since: Version;
  /** Those it is tested with, by how their version begins; null for any, as it comes with Gatehouse. */
  readonly tested: readonly string[] | null;
}

const supportOf: Readonly<Record<DatabaseProduct, Support>> = {
  PostgreSQL: { since: [13, 0], tested: ["15", "18"] },
  MariaDB: { since: [10, 6], tested: ["10.11"] },
  MySQL: { since: [8, 0], tested: [] },
  SQLite: { since: [3, 0], tested: null },
};

/** Whether Gatehouse knows a server of this version. */
export function judgeServer({ product, version }: ServerFacts): Finding {
  const { since, tested } = supportOf[product];
  const name = `${product} ${version}`;
  if (isOlder(version, since)) {
    const message = `${name} is older than ${since.join(".")}, the oldest that Gatehouse is written for`;
    return finding("server", "SERVER_TOO_OLD", "problem", message);
  }
  if (tested === null || tested.some((known) => version === known || version.startsWith(`${known}.`)))
    return finding("server", "SERVER_TESTED", "ok", name);
  if (tested.length === 0)
    return finding("server", "SERVER_UNTESTED", "warning", `${name}: ${product} is written for and untested`);
  const message = `${name}: written for from ${since.join(".")} on, tested with ${tested.join(" and ")}`;
  return finding("server", "SERVER_UNTESTED", "note", message);
}

function isOlder(version: string, [major, minor]: Version): boolean {
  const [, first, second] = /^(\d+)(?:\.(\d+))?/.exec(version) ?? [];
  // A version that cannot be read is not called old.
  if (first === undefined) return false;
  return Number(first) < major || (Number(first) === major && Number(second ?? 0) < minor);
}
