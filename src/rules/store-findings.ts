import { judgeAccess, modeOf } from "./access-findings.js";
import { judgeConnection } from "./connection-findings.js";
import { type Finding, finding, type StoreReport, worstOf } from "./doctor-report.js";
import { capabilityNames, capabilitySince } from "./mlflow-schema.js";
import { judgeServer } from "./server-support.js";
import type {
  ClockFacts,
  SchemaFacts,
  ServerFacts,
  StoreFacts,
  TableFacts,
  TextFacts,
  UnreadPart,
} from "./store-facts.js";

/** Everything there is to say of a store, in the order it is shown. */
export function reportOf(facts: StoreFacts): StoreReport {
  const findings = [
    ...judgeConnection(facts),
    ...given(facts.server, (server) => [judgeServer(server), ...judgeReadOnly(server)]),
    ...given(facts.schema, judgeSchema),
    ...given(facts.access, judgeAccess),
    ...given(facts.tables, judgeTables),
    ...given(facts.missingIndexes, judgeIndexes),
    ...given(facts.text, judgeText),
    ...given(facts.clock, judgeClock),
    ...given(facts.webhooks, ({ active, events }) => judgeWebhooks(active, events)),
    ...judgeUnread(facts.unread),
  ];
  return { name: facts.name, severity: worstOf(findings), mode: modeOf(facts), findings, facts };
}

function given<Facts>(facts: Facts | null, judge: (facts: Facts) => Finding[]): Finding[] {
  return facts === null ? [] : judge(facts);
}

/** One cause mostly costs several parts: it is told once. */
function judgeUnread(unread: readonly UnreadPart[]): Finding[] {
  const causes = unread.filter(({ message }, at) => unread.findIndex((each) => each.message === message) === at);
  return causes.map(({ part, reason, message }) => {
    const parts = unread.filter((each) => each.message === message).map((each) => each.part);
    // Without these two nothing can be served.
    const severity = parts.some((each) => each === "server" || each === "schema") ? "problem" : "warning";
    if (part === "schema" && parts.length === 1) return finding(part, reason, severity, message);
    return finding(part, reason, severity, `${message} Not read: ${parts.join(", ")}.`);
  });
}

function judgeReadOnly({ readOnly, journalMode }: ServerFacts): Finding[] {
  const found: Finding[] = [];
  if (readOnly === "STANDBY") {
    const message = "a standby: it can be read, rows come a little late, and it takes no writes";
    found.push(finding("server", "STANDBY", "note", message));
  }
  if (readOnly === "SETTING")
    found.push(finding("server", "READ_ONLY_SERVER", "note", "set to take no writes from this user"));
  if (readOnly === "FILE")
    found.push(finding("server", "READ_ONLY_FILE", "note", "the file or its folder may not be written to"));
  if (journalMode !== null && journalMode.toLowerCase() !== "wal") {
    const message = `journal_mode ${journalMode}: a long read holds up MLflow's writes and the other way round; with WAL it would not`;
    found.push(finding("server", "SQLITE_JOURNAL", "note", message, ["PRAGMA journal_mode = WAL;"]));
  }
  return found;
}

function judgeSchema({ revision, releases, capabilities }: SchemaFacts): Finding[] {
  const lacking = capabilityNames.filter((name) => !capabilities.includes(name));
  const head =
    releases === null
      ? finding(
          "schema",
          "SCHEMA_UNKNOWN",
          "warning",
          `head ${revision} is not known to this Gatehouse: it is read by what is found in it, and never written to`,
        )
      : finding("schema", "SCHEMA_KNOWN", "ok", `MLflow ${releases} (head ${revision})`);
  if (lacking.length === 0) return [head];
  const what = lacking.map((name) => `${capabilitySince[name].what} (${capabilitySince[name].release})`);
  const message = `without what came later: ${what.join(", ")}`;
  return [head, finding("schema", "CAPABILITIES_MISSING", "note", message)];
}

function judgeTables(tables: readonly TableFacts[]): Finding[] {
  const counts = tables.map(({ table, rows, count }) => `${table} ${countSign[count]}${rows.toLocaleString("en-US")}`);
  return [finding("rows", "ROWS", "ok", counts.join(", "))];
}

const countSign = { exact: "", estimate: "about ", atLeast: "over " } as const;

function judgeIndexes(missing: NonNullable<StoreFacts["missingIndexes"]>): Finding[] {
  if (missing.length === 0)
    return [finding("indexes", "INDEXES_COMPLETE", "ok", "none is missing that would help at this size")];
  return missing.map(({ table, helps, ddl }) =>
    finding("indexes", "INDEX_MISSING", "warning", `one on ${table} would help ${helps}`, [ddl]),
  );
}

function judgeText({ encoding, collation, keyCollations, holdsAllCharacters, mergesKeys }: TextFacts): Finding[] {
  const name = collation === null ? encoding : `${encoding}, collation ${collation}`;
  if (!holdsAllCharacters)
    return [finding("text", "ENCODING_NARROW", "warning", `${name}: it cannot hold every character, such as emoji`)];
  if (!mergesKeys) return [finding("text", "ENCODING", "ok", name)];
  const message = `${name}: to MLflow, keys and names that differ only in case or accents are one (${keyCollations.join(", ")}); Gatehouse compares them exactly`;
  return [finding("text", "COLLATION_MERGES_KEYS", "note", message)];
}

/** Beyond this a time by the database's clock misleads whoever compares it with one by another. */
export const clockDifferenceMaxMs = 1_000;

export function judgeClock({ differenceMs, uncertaintyMs }: ClockFacts): Finding[] {
  const size = Math.abs(differenceMs);
  if (size - uncertaintyMs <= clockDifferenceMaxMs) {
    const most = Math.ceil(size + uncertaintyMs);
    return [finding("clock", "CLOCK_AGREES", "ok", `within ${most} ms of this machine's`)];
  }
  const way = differenceMs > 0 ? "ahead of" : "behind";
  const message = `the database is ${(size / 1_000).toFixed(1)} s ${way} this machine: times that MLflow, the database and Gatehouse record do not compare; check NTP on both`;
  return [finding("clock", "CLOCK_DIFFERS", "warning", message)];
}

function judgeWebhooks(active: number, events: readonly string[]): Finding[] {
  if (active === 0) return [finding("webhooks", "WEBHOOKS_NONE", "ok", "MLflow has none here")];
  const which = events.length === 0 ? "" : ` (${events.join(", ")})`;
  const count = active === 1 ? "1 active webhook" : `${active} active webhooks`;
  const message = `${count}${which}: MLflow's server sends them, so they do not hear what is written by SQL, as Gatehouse will`;
  return [finding("webhooks", "WEBHOOKS_DEAF", "note", message)];
}
