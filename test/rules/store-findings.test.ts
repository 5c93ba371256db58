import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { doctorReport, type Finding, severities, worstOf } from "../../src/rules/doctor-report.js";
import type { AccessFacts, ConnectionFacts, ServerFacts, StoreFacts, TextFacts } from "../../src/rules/store-facts.js";
import { clockDifferenceMaxMs, reportOf } from "../../src/rules/store-findings.js";
import { exampleFacts } from "./doctor-example.js";

/** What is said of the topic, as `severity CODE`. */
function told(facts: Partial<StoreFacts>, topic: string): string[] {
  return findingsOf(facts, topic).map(({ severity, code }) => `${severity} ${code}`);
}

function findingsOf(facts: Partial<StoreFacts>, topic: string): readonly Finding[] {
  return reportOf({ ...exampleFacts, ...facts }).findings.filter((finding) => finding.topic === topic);
}

describe("the server", () => {
  const server = exampleFacts.server as ServerFacts;
  test.each<[ServerFacts["product"], string, string]>([
    ["PostgreSQL", "15.20", "ok SERVER_TESTED"],
    ["PostgreSQL", "18.1", "ok SERVER_TESTED"],
    ["PostgreSQL", "18", "ok SERVER_TESTED"],
    ["PostgreSQL", "16.2", "note SERVER_UNTESTED"],
    ["PostgreSQL", "12.22", "problem SERVER_TOO_OLD"],
    ["MariaDB", "10.11.19", "ok SERVER_TESTED"],
    ["MariaDB", "10.6.1", "note SERVER_UNTESTED"],
    ["MariaDB", "11.4.2", "note SERVER_UNTESTED"],
    ["MariaDB", "10.5.29", "problem SERVER_TOO_OLD"],
    ["MySQL", "8.0.36", "warning SERVER_UNTESTED"],
    ["MySQL", "5.7.44", "problem SERVER_TOO_OLD"],
    ["SQLite", "3.45.1", "ok SERVER_TESTED"],
    ["PostgreSQL", "", "note SERVER_UNTESTED"],
  ])("%s %s: %s", (product, version, verdict) => {
    expect(told({ server: { ...server, product, version } }, "server")).toEqual([verdict]);
  });

  test.each([
    ["STANDBY", "note STANDBY"],
    ["SETTING", "note READ_ONLY_SERVER"],
    ["FILE", "note READ_ONLY_FILE"],
  ] as const)("one that takes no writes says why: %s", (readOnly, verdict) => {
    expect(told({ server: { ...server, readOnly } }, "server")[1]).toBe(verdict);
  });

  test("SQLite without a write-ahead log is told how to have one", () => {
    expect(findingsOf({ server: { ...server, journalMode: "delete" } }, "server")[1]?.sql).toEqual([
      "PRAGMA journal_mode = WAL;",
    ]);
    expect(told({ server: { ...server, journalMode: "wal" } }, "server")).toHaveLength(1);
  });
});

describe("the clock", () => {
  const clock = (differenceMs: number, uncertaintyMs = 0) => told({ clock: { differenceMs, uncertaintyMs } }, "clock");
  test.each([0, 1_000, -1_000, 999.9])("%d ms apart is well", (ms) => expect(clock(ms)).toEqual(["ok CLOCK_AGREES"]));
  test.each([1_001, -1_001, 3_600_000])("%d ms apart is not", (ms) =>
    expect(clock(ms)).toEqual(["warning CLOCK_DIFFERS"]),
  );

  test("a slow answer proves nothing within its own time", () => {
    fc.assert(
      fc.property(fc.integer({ min: -10_000, max: 10_000 }), fc.nat(10_000), (difference, uncertainty) => {
        const isSure = Math.abs(difference) - uncertainty > clockDifferenceMaxMs;
        expect(clock(difference, uncertainty)).toEqual([isSure ? "warning CLOCK_DIFFERS" : "ok CLOCK_AGREES"]);
      }),
    );
  });

  test("says which of the two is ahead", () => {
    const message = (differenceMs: number) =>
      findingsOf({ clock: { differenceMs, uncertaintyMs: 0 } }, "clock")[0]?.message;
    expect(message(90_000)).toMatch(/^the database is 90\.0 s ahead of this machine/);
    expect(message(-1_500)).toMatch(/^the database is 1\.5 s behind this machine/);
  });
});

describe("the connection", () => {
  const with_ = (connection: Partial<ConnectionFacts>, unread: StoreFacts["unread"] = []) => ({
    connection: { ...exampleFacts.connection, ...connection },
    unread,
  });
  const failure = { reason: "STORE_UNREACHABLE", message: "no" };
  const lost = [{ part: "server", ...failure }];

  test("a store that is not reached has one problem and says nothing else", () => {
    const nothing = Object.fromEntries(Object.keys(exampleFacts).map((key) => [key, null]));
    const down = { ...nothing, ...with_({ isReached: false, failure }) } as unknown as StoreFacts;
    expect(reportOf({ ...down, name: "prod", unread: [] })).toMatchObject({
      severity: "problem",
      mode: { configured: "READ_ONLY", possible: "NONE" },
      findings: [{ topic: "connection", code: "STORE_UNREACHABLE", message: "no" }],
    });
  });

  test("a slow one is warned of", () => {
    expect(told(with_({ statementMs: 101 }), "connection")).toEqual(["warning SLOW"]);
    expect(told(with_({ statementMs: 99 }), "connection")).toEqual(["ok REACHED"]);
  });

  test.each<[string, Partial<ConnectionFacts>, StoreFacts["unread"], string[]]>([
    ["no pooler", { pooler: "none" }, [], ["ok POOLER_NONE"]],
    ["a pooler alone", { pooler: "seen" }, [], ["warning POOLER_WITHOUT_DIRECT_URL"]],
    ["a pooler alone, and statements fail", { pooler: "seen" }, lost, ["problem POOLER_WITHOUT_DIRECT_URL"]],
    ["both", { pooler: "seen", direct: { failure: null, pooler: "none" } }, [], ["ok POOLER_SEEN"]],
    ["directUrl alone", { pooler: "none", direct: { failure: null, pooler: "none" } }, [], ["note POOLER_NOT_SEEN"]],
    [
      "a pooler twice",
      { pooler: "seen", direct: { failure: null, pooler: "seen" } },
      [],
      ["ok POOLER_SEEN", "problem DIRECT_URL_IS_POOLED"],
    ],
    [
      "directUrl down",
      { pooler: "seen", direct: { failure, pooler: null } },
      [],
      ["ok POOLER_SEEN", "problem DIRECT_URL_FAILS"],
    ],
    ["not known", { pooler: "unknown" }, [], ["ok POOLER_UNKNOWN"]],
    ["not known, and a directUrl", { pooler: "unknown", direct: { failure: null, pooler: "unknown" } }, [], []],
    ["a file", { pooler: null }, [], []],
  ])("%s", (_title, connection, unread, verdicts) => {
    expect(told(with_(connection, unread), "pooler")).toEqual(verdicts);
  });
});

describe("access", () => {
  const access = exampleFacts.access as AccessFacts;
  const [table] = access.tables;
  if (!table) throw new Error("the example has a table");
  const writable = { ...table, canInsert: true, canUpdate: true, canDelete: true };
  const of = (changed: Partial<AccessFacts>) => ({ access: { ...access, ...changed } });

  test("reading and no more is well", () => expect(told({}, "access")).toEqual(["ok MAY_READ"]));

  test("a table that may not be read is a problem, with the statement that mends it", () => {
    const grants = ["GRANT SELECT ON public.runs TO gatehouse;"];
    const [found] = findingsOf(of({ tables: [{ ...table, canSelect: false }], grants }), "access");
    expect(found).toMatchObject({ severity: "problem", code: "SELECT_MISSING", sql: grants });
    expect(found?.message).toContain("may not read runs as gatehouse");
  });

  test("a table of the schema that is not there is a problem; where none is, the schema says so", () => {
    const absent = { ...table, table: "tags", exists: false, canSelect: false };
    expect(told(of({ tables: [table, absent] }), "access")).toEqual(["ok MAY_READ", "problem TABLES_MISSING"]);
    expect(told(of({ tables: [absent] }), "access")).toEqual([]);
  });

  test("more rights than reading needs are told; SQLite has none to tell of", () => {
    expect(told(of({ isSuperuser: true }), "access")).toEqual(["ok MAY_READ", "warning SUPERUSER"]);
    expect(findingsOf(of({ isOwner: true, canCreateTables: true }), "access")[1]?.message).toBe(
      "may also create tables, change MLflow's tables, which it owns: more than reading needs",
    );
    expect(told(of({ tables: [writable] }), "access")[1]).toBe("note MAY_WRITE");
    expect(told(of({ user: null, tables: [writable] }), "access")).toEqual(["ok MAY_READ"]);
  });

  test("writing would be possible only with every right, a known schema and a server that takes writes", () => {
    const all = of({ tables: [writable], canCreateTables: true });
    const possible = (facts: Partial<StoreFacts>) => reportOf({ ...exampleFacts, ...facts }).mode.possible;
    expect(possible(all)).toBe("READ_WRITE");
    const { server, schema } = exampleFacts;
    expect(possible({ ...all, server: server && { ...server, readOnly: "STANDBY" } })).toBe("READ_ONLY");
    expect(possible({ ...all, schema: schema && { ...schema, releases: null } })).toBe("READ_ONLY");
    expect(possible(of({ tables: [writable], canCreateTables: false }))).toBe("READ_ONLY");
    expect(possible(of({ tables: [{ ...writable, canDelete: false }], canCreateTables: true }))).toBe("READ_ONLY");
    expect(possible(of({ tables: [{ ...writable, canSelect: false }] }))).toBe("NONE");
    expect(possible({ schema: null })).toBe("NONE");
  });
});

describe("the schema, its text and its rows", () => {
  test("an unknown head is a warning, a known one names its releases and what it lacks", () => {
    expect(findingsOf({}, "schema").map(({ message }) => message)).toEqual([
      "MLflow 3.13 (head da6fb0208061)",
      "without what came later: tokens and cost of traces as columns (3.17)",
    ]);
    const schema = { revision: "0123456789ab", releases: null, capabilities: [] };
    expect(told({ schema }, "schema")[0]).toBe("warning SCHEMA_UNKNOWN");
  });

  test("an estimate is not told as a count", () => {
    const tables = (["exact", "estimate", "atLeast"] as const).map((count) => ({
      table: count,
      rows: 1e6,
      count,
      bytes: 0,
    }));
    expect(findingsOf({ tables }, "rows")[0]?.message).toBe(
      "exact 1,000,000, estimate about 1,000,000, atLeast over 1,000,000",
    );
  });

  test("a narrow character set is a warning, a collation that merges keys a note", () => {
    const text = exampleFacts.text as TextFacts;
    expect(told({ text: { ...text, holdsAllCharacters: false } }, "text")).toEqual(["warning ENCODING_NARROW"]);
    expect(told({ text: { ...text, mergesKeys: true } }, "text")).toEqual(["note COLLATION_MERGES_KEYS"]);
  });
});

describe("what is left", () => {
  test("webhooks that will not hear of writes are a note, none is well, a schema without them says nothing", () => {
    expect(told({}, "webhooks")).toEqual(["note WEBHOOKS_DEAF"]);
    expect(told({ webhooks: { active: 0, events: [] } }, "webhooks")).toEqual(["ok WEBHOOKS_NONE"]);
    expect(told({ webhooks: null }, "webhooks")).toEqual([]);
  });

  test("indexes: one finding each, or that none is missing", () => {
    expect(told({}, "indexes")).toEqual(["warning INDEX_MISSING"]);
    expect(told({ missingIndexes: [] }, "indexes")).toEqual(["ok INDEXES_COMPLETE"]);
  });

  test("one cause that cost several parts is told once, as a problem where nothing can be served", () => {
    const failure = { reason: "STORE_BUSY", message: "Busy." };
    const unread = ["rows", "schema", "text"].map((part) => ({ part, ...failure }));
    const found = reportOf({ ...exampleFacts, unread }).findings.filter(({ code }) => code === "STORE_BUSY");
    expect(found).toEqual([
      {
        topic: "rows",
        code: "STORE_BUSY",
        severity: "problem",
        message: "Busy. Not read: rows, schema, text.",
        sql: [],
      },
    ]);
    expect(told({ unread: [{ part: "clock", ...failure }] }, "clock")).toContain("warning STORE_BUSY");
  });

  test("the worst of all counts, in a store and in the report", () => {
    expect(severities.map((severity) => worstOf([{ severity: "ok" }, { severity }, { severity: "note" }]))).toEqual([
      "note",
      "note",
      "warning",
      "problem",
    ]);
    expect(worstOf([])).toBe("ok");
    expect(doctorReport([reportOf(exampleFacts)]).severity).toBe("warning");
  });
});
