import { createHash, randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { GraphQLFormattedError } from "graphql";
import { formatApiToken, hashApiToken } from "../../src/rules/api-token.js";
import { createToken } from "../../src/stores/ledger/tokens.js";
import type { Store } from "../../src/stores/store.js";
import type { DialectName } from "../../src/stores/store-options.js";
import { migrated, storeAt } from "../stores/ledger/ledger-store.js";
import type { TestDatabase } from "../support/databases.js";
import { describeDialects } from "../support/describe-stores.js";
import { mlflowStore } from "../support/fixtures.js";
import { openSql } from "../support/sql-runner.js";
import { startServer, type TestServer } from "../support/start-server.js";
import { addViewer } from "../support/viewers.js";
import { type HostileRequest, hostileRequests } from "./hostile-arguments.js";
import type { Loot } from "./hostile-texts.js";
import { send } from "./http-client.js";

/** Five thousand in all. */
const countOf: Readonly<Record<DialectName, number>> = { postgres: 1_700, mysql: 1_650, sqlite: 1_650 };
const seedOf: Readonly<Record<DialectName, number>> = { postgres: 501, mysql: 502, sqlite: 503 };
const atOnce = 6;

interface Caller {
  readonly name: string;
  readonly authorization: string;
  /** What may be told to nobody of this name; null where nothing is hidden. */
  readonly hidden: readonly string[] | null;
  readonly isRefused?: boolean;
}

/** Texts of the store by which something hidden would be known again. What a version's own row says of its run is the version's. */
const everyText = `{
  experiments(first: 100, viewType: ALL) { pageInfo { endCursor } nodes { id mlflowId name artifactLocation tags { nodes { key value } } } }
  runs(first: 100, viewType: ALL) { pageInfo { endCursor } nodes { id mlflowId name artifactUri params { nodes { key value } } tags { nodes { key value } } } }
  registeredModels(first: 100) { pageInfo { endCursor } nodes { id name description versions { nodes { id name source storageLocation runMlflowId description } } } }
  modelVersions(first: 100) { pageInfo { endCursor } nodes { id } }
  datasets(first: 100) { pageInfo { endCursor } nodes { id name digest } }
  prompts(first: 100) { nodes { id name versions { nodes { id } } } }
}`;

describeDialects("hostile requests", (dialect) => {
  let database: TestDatabase;
  let store: Store;
  let server: TestServer;
  let callers: readonly Caller[];
  let loot: Loot;

  beforeAll(async () => {
    database = await mlflowStore(dialect);
    await migrated(database.url);
    store = storeAt(database.url);
    // Every type's leaves under names of their own are more aliases than a client's.
    server = await startServer({ stores: [{ url: database.url }], limits: { aliasesMax: 200 } });
    const everything = await textsSeenBy(`Bearer ${server.token}`);
    const nobody = await addViewer(store, "nobody", []);
    const partial = await addViewer(store, "partial", [
      { scope: { kind: "EXPERIMENT", workspace: "default", pattern: "fraud*" } },
      { scope: { kind: "REGISTERED_MODEL", workspace: "default", pattern: "fraud" } },
    ]);
    const denied = await addViewer(store, "denied", [
      {},
      { effect: "DENY", scope: { kind: "EXPERIMENT", workspace: "default", pattern: "fraud*" } },
    ]);
    const hiddenFrom = async ({ authorization }: { readonly authorization: string }) => {
      const seen = await textsSeenBy(authorization);
      return [...everything].filter((text) => isTelling(text) && ![...seen].some((one) => one.includes(text)));
    };
    callers = [
      { name: "bootstrap", authorization: `Bearer ${server.token}`, hidden: null },
      { name: "nobody", ...nobody, hidden: await hiddenFrom(nobody) },
      { name: "partial", ...partial, hidden: await hiddenFrom(partial) },
      { name: "denied", ...denied, hidden: await hiddenFrom(denied) },
      ...(await refusedTokens([...everything].filter(isTelling))),
    ];
    const texts = [...everything];
    loot = {
      ids: fewOfEach(texts.filter(isId), typeOfId),
      cursors: texts.filter((text) => /^W[yJ]/.test(text)),
      names: Object.values((await everyTextAs(`Bearer ${server.token}`)) as object).flatMap((list) =>
        fewOfEach(namesIn(list), () => ""),
      ),
    };
  }, 120_000);
  afterAll(async () => {
    await server?.close();
    await store?.close();
    await database?.drop();
  });

  test("have something to steal", () => {
    expect(loot.ids.length).toBeGreaterThan(20);
    expect(loot.cursors.length).toBeGreaterThan(2);
    for (const { name, hidden } of callers) if (hidden) expect([name, hidden.length > 10]).toEqual([name, true]);
  });

  test("get no fault of the server's, nothing that is hidden, and leave the database as it was", async () => {
    const before = await checksums(database.url, dialect);
    const requests = hostileRequests(loot, seedOf[dialect], countOf[dialect]);
    const answered: Record<string, number> = {};
    const wrong: unknown[] = [];
    const queue = requests.map((request, at) => ({ request, caller: callerOf(at) }));
    server.statements();
    const worker = async () => {
      for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
        const { caller, request } = next;
        const answer = await ask(caller, request);
        for (const code of codesOf(answer.text)) answered[code] = (answered[code] ?? 0) + 1;
        const told = whatIsWrong(caller, request, answer);
        if (told.length > 0) wrong.push({ told, by: caller.name, ...request, answer: answer.text.slice(0, 500) });
      }
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    const statements = server.statements().length;
    expect(wrong).toEqual([]);
    expect(await checksums(database.url, dialect)).toEqual(before);
    // Not all were turned away at the door.
    for (const code of ["none", "NOT_FOUND", "INVALID", "UNAUTHENTICATED"]) {
      expect([code, (answered[code] ?? 0) > requests.length / 20]).toEqual([code, true]);
    }
    expect(statements).toBeGreaterThan(requests.length / 2);
  }, 300_000);

  /** Whose token is refused comes no further: one in eight is enough. */
  function callerOf(at: number): Caller {
    const refused = callers.filter(({ isRefused }) => isRefused);
    const known = callers.filter(({ isRefused }) => !isRefused);
    return (at % 8 === 0 ? refused[(at / 8) % refused.length] : known[at % known.length]) as Caller;
  }

  async function everyTextAs(authorization: string): Promise<unknown> {
    const { data, errors } = await server.query(everyText, undefined, { headers: { authorization } });
    expect(errors).toBeUndefined();
    return data;
  }

  async function textsSeenBy(authorization: string): Promise<ReadonlySet<string>> {
    return new Set(textsIn(await everyTextAs(authorization)));
  }

  function ask({ authorization }: Caller, request: HostileRequest) {
    const headers = { authorization };
    if ("path" in request)
      return send(server, { method: "GET", path: request.path, headers: { ...headers, "content-type": null } });
    return send(server, { headers, body: JSON.stringify(request) });
  }

  /** Tokens that are over, of nobody, cut short, and no tokens at all. */
  async function refusedTokens(hidden: readonly string[]): Promise<Caller[]> {
    const expired = formatApiToken(randomBytes(32));
    await store.write((open) =>
      createToken(open, {
        id: "expired",
        label: "expired",
        hash: hashApiToken(expired),
        principal: { kind: "USER", issuer: "https://id.example", subject: "full" },
        role: "ADMIN",
        scope: null,
        createdAt: 0,
        createdBy: "bootstrap",
        expiresAt: 1,
      }),
    );
    const unsigned = [
      "eyJhbGciOiJub25lIn0",
      Buffer.from('{"sub":"ann","iss":"https://id.example"}').toString("base64url"),
      "",
    ];
    const tokens = {
      expired,
      foreign: formatApiToken(randomBytes(32)),
      short: expired.slice(0, -3),
      unsigned: unsigned.join("."),
      injected: "gth_' OR '1'='1",
    };
    return Object.entries(tokens).map(([name, token]) => ({
      name,
      authorization: `Bearer ${token}`,
      hidden,
      isRefused: true,
    }));
  }
});

interface Told {
  readonly status: number;
  readonly text: string;
}

function whatIsWrong(caller: Caller, request: HostileRequest, { status, text }: Told): string[] {
  const wrong = codesOf(text).filter((code) => ["INTERNAL", "UNAVAILABLE", "undefined"].includes(code));
  if (status >= 500) wrong.push(`status ${status}`);
  // That there is no such page, or that an address is too long, is told before anybody is asked for a token.
  if (caller.isRefused && ![401, 404, 431].includes(status)) wrong.push(`a refused token was answered with ${status}`);
  const asked = "path" in request ? decodeURIComponent(request.path.replaceAll("+", " ")) : JSON.stringify(request);
  // Whoever asks by a name may be told the name again.
  const told = (caller.hidden ?? []).filter((one) => text.includes(JSON.stringify(one).slice(1, -1)));
  return [...wrong, ...told.filter((one) => !asked.includes(one)).map((one) => `tells of ${one}`)];
}

function codesOf(text: string): string[] {
  try {
    const { errors } = JSON.parse(text) as { errors?: GraphQLFormattedError[] };
    return errors === undefined ? ["none"] : errors.map(({ extensions }) => String(extensions?.code));
  } catch {
    return ["none"];
  }
}

/** Whether a text in an answer can only have come from this very place. */
function isTelling(text: string): boolean {
  return text.length >= 10 && !/^[\d.:T-]+$/.test(text) && !text.startsWith("mlflow.");
}

function textsIn(part: unknown): string[] {
  if (typeof part === "string") return [part];
  return typeof part === "object" && part !== null ? Object.values(part).flatMap(textsIn) : [];
}

function isId(text: string): boolean {
  return Buffer.from(text, "base64url").toString().startsWith("main:");
}

function typeOfId(id: string): string {
  return Buffer.from(id, "base64url").toString().split(":")[1] ?? "";
}

/** A store has many more of one kind than of another; whoever looks for a hole tries them all. */
function fewOfEach(texts: readonly string[], kindOf: (text: string) => string): string[] {
  const distinct = [...new Set(texts)];
  return [...new Set(distinct.map(kindOf))].flatMap((kind) => {
    const some = distinct.filter((one) => kindOf(one) === kind);
    return some.filter((_, at) => at % Math.ceil(some.length / 6) === 0);
  });
}

/** What things are asked for by. */
function namesIn(part: unknown): string[] {
  if (typeof part !== "object" || part === null) return [];
  return Object.entries(part).flatMap(([key, value]) =>
    typeof value === "string" ? (["name", "mlflowId"].includes(key) ? [value] : []) : namesIn(value),
  );
}

/** The rows of each table, and a checksum over them; when a token was last used may change. */
async function checksums(url: string, dialect: DialectName): Promise<Readonly<Record<string, string>>> {
  const listing: Readonly<Record<DialectName, string>> = {
    postgres: "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'",
    mysql: "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()",
    sqlite: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
  };
  const sql = await openSql(url);
  try {
    const sums: Record<string, string> = {};
    for (const { name } of await sql.query<{ name: string }>(`${listing[dialect]} ORDER BY 1`)) {
      const rows = (await sql.query<Record<string, unknown>>(`SELECT * FROM "${name}"`)).map(
        ({ last_used_at: _, ...row }) =>
          JSON.stringify(row, (_key, value) => (typeof value === "bigint" ? String(value) : value)),
      );
      sums[name] = `${rows.length} ${createHash("sha256").update(rows.sort().join("\n")).digest("hex")}`;
    }
    return sums;
  } finally {
    await sql.close();
  }
}
