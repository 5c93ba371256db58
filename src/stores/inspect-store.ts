import { setMaxListeners } from "node:events";
import { Failure } from "../rules/failure.js";
import { type Capability, capabilityNames } from "../rules/mlflow-schema.js";
import { growingTables, tablesRead } from "../rules/mlflow-tables.js";
import type {
  AccessFacts,
  ConnectionFacts,
  DirectFacts,
  ReadFailure,
  StoreFacts,
  UnreadPart,
} from "../rules/store-facts.js";
import { lackingIndexes } from "../rules/suggested-index.js";
import { countTables } from "./count-tables.js";
import type { Connection } from "./dialects/dialect.js";
import { dialectNamed } from "./dialects/dialect-by-name.js";
import type { Inspection, Rows } from "./dialects/inspection.js";
import { storedIndexes } from "./introspection.js";
import { measureClock } from "./measure-clock.js";
import { webhookFacts } from "./mlflow/webhooks.js";
import { readFailureOf } from "./read-failure.js";
import { withinRequest } from "./request-scope.js";
import type { Sql } from "./sql.js";
import { connect, describe } from "./store.js";
import type { StoreOptions } from "./store-options.js";
import { withinMs } from "./within-ms.js";

export interface InspectDependencies {
  /** Unix milliseconds by this process's clock. */
  readonly now: () => number;
  readonly newId: () => string;
}

/**
 * Looks into one store as `gatehouse doctor` shows it. Reads only, and never fails: what cannot be read is told in the
 * facts. Ends within the time to connect and the time of one statement together.
 */
export async function inspectStore(options: StoreOptions, dependencies: InspectDependencies): Promise<StoreFacts> {
  const timeMs = options.connectTimeoutMs + options.statementTimeoutMs;
  const deadline = new AbortController();
  setMaxListeners(0, deadline.signal); // Statements of one look run side by side.
  const timer = setTimeout(() => deadline.abort(tooSlow(options, timeMs)), timeMs);
  try {
    return await withinRequest({ signal: deadline.signal }, () => inspect(options, dependencies, deadline.signal));
  } finally {
    clearTimeout(timer);
  }
}

function tooSlow({ name }: StoreOptions, timeMs: number): Failure {
  return new Failure("UNAVAILABLE", "STORE_TOO_SLOW", `Store "${name}" did not answer everything within ${timeMs} ms.`);
}

/** How long a pool may take to say goodbye, or a connection that hangs to come after all. */
const closeWaitMs = 1_000;

async function inspect(
  options: StoreOptions,
  dependencies: InspectDependencies,
  signal: AbortSignal,
): Promise<StoreFacts> {
  const startedAt = performance.now();
  const opening = connect(options, { ...dependencies, onStatement: () => undefined });
  try {
    const connection = await orAborted(opening, signal);
    const connectMs = performance.now() - startedAt;
    const { inspection } = await dialectNamed(options.dialect);
    return await new StoreInspection(options, inspection, connection, dependencies, signal).read(connectMs);
  } catch (error) {
    return unreachedStore(options.name, readFailureOf(options.name, error));
  } finally {
    await withinMs(
      opening.then((late) => late.close()),
      closeWaitMs,
    );
  }
}

function unreachedStore(name: string, failure: ReadFailure): StoreFacts {
  const connection = { isReached: false, failure, connectMs: null, statementMs: null, pooler: null, direct: null };
  const nothing = { server: null, schema: null, access: null, text: null, tables: null, missingIndexes: null };
  return { name, connection, ...nothing, clock: null, webhooks: null, unread: [] };
}

/** One look into a store that answers. A part that fails is noted and costs no other. */
class StoreInspection {
  readonly #unread: UnreadPart[] = [];
  readonly #rows: Rows;

  constructor(
    readonly options: StoreOptions,
    readonly inspection: Inspection,
    readonly connection: Connection,
    readonly dependencies: InspectDependencies,
    readonly signal: AbortSignal,
  ) {
    this.#rows = <Row>(statement: Sql) => orAborted(connection.client.$queryRaw<Row[]>(statement), signal);
  }

  async read(connectMs: number): Promise<StoreFacts> {
    const { inspection } = this;
    const server = await this.#part("server", () => inspection.server(this.#rows, this.options));
    const clock = await this.#part("clock", () => measureClock(this.#rows, inspection.clock, this.dependencies.now));
    const schema = await this.#schema();
    // Where the schema's version may not be read, all that is there counts.
    const capabilities = schema?.capabilities ?? capabilityNames;
    const tables = tablesRead(capabilities);
    const access = await this.#part("access", () => this.#access(tables, schema !== null));
    const readable = new Set(access?.tables.flatMap(({ table, canSelect }) => (canSelect ? [table] : [])) ?? tables);
    const counted = await this.#part("rows", () => this.#countTables(capabilities, readable));
    const connection = await this.#connectionFacts(connectMs, clock?.statementMs ?? null);
    const rowsOf = (table: string) => counted?.find((each) => each.table === table)?.rows ?? null;
    return {
      name: this.options.name,
      connection,
      server,
      schema,
      access,
      text: await this.#part("text", () => inspection.text(this.#rows)),
      tables: counted,
      missingIndexes: await this.#part("indexes", () => this.#missingIndexes(rowsOf)),
      clock: clock?.difference ?? null,
      webhooks: await this.#part("webhooks", () => webhookFacts(this.#rows, this.connection.fragments)),
      unread: this.#unread,
    };
  }

  async #schema() {
    const open = await this.#part("schema", () => orAborted(describe(this.options, this.connection), this.signal));
    return (
      open && { ...open.head, capabilities: capabilityNames.filter((name: Capability) => open.capabilities[name]) }
    );
  }

  async #access(tables: readonly string[], isSchemaKnown: boolean): Promise<AccessFacts> {
    const { inspection } = this;
    const access = await inspection.access(this.#rows, tables, this.options);
    return isSchemaKnown ? access : { ...access, tables: access.tables.filter(({ exists }) => exists) };
  }

  #countTables(capabilities: readonly Capability[], readable: ReadonlySet<string>) {
    const { inspection } = this;
    const tables = growingTables(capabilities).filter((table) => readable.has(table));
    return countTables(this.#rows, inspection, tables);
  }

  async #missingIndexes(rowsOf: (table: string) => number | null) {
    const { inspection } = this;
    const stored = await storedIndexes(this.#rows, this.connection.fragments);
    return lackingIndexes(inspection.suggestedIndexes, stored, rowsOf);
  }

  async #connectionFacts(connectMs: number, statementMs: number | null): Promise<ConnectionFacts> {
    const { pooler } = this.connection;
    const direct = await this.#direct();
    return { isReached: true, failure: null, connectMs, statementMs, pooler, direct };
  }

  /** Whether `directUrl` does what it is for. */
  async #direct(): Promise<DirectFacts | null> {
    const { directUrl, name } = this.options;
    if (directUrl === null) return null;
    const options = { ...this.options, url: directUrl, directUrl: null, poolSizeMax: 1 };
    const opening = connect(options, { ...this.dependencies, onStatement: () => undefined });
    try {
      const { pooler } = await orAborted(opening, this.signal);
      return { failure: null, pooler };
    } catch (error) {
      return { failure: readFailureOf(name, error), pooler: null };
    } finally {
      await withinMs(
        opening.then((late) => late.close()),
        closeWaitMs,
      );
    }
  }

  async #part<Facts>(part: string, read: () => Promise<Facts>): Promise<Facts | null> {
    try {
      return await read();
    } catch (error) {
      this.#unread.push({ part, ...readFailureOf(this.options.name, error) });
      return null;
    }
  }
}

/** A first connection that hangs does not hear the signal; the doctor goes on without it. */
function orAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
