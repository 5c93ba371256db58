import { setTimeout } from "node:timers/promises";
import type { TestDatabase } from "../support/databases.js";
import { openSql, type SqlRunner } from "../support/sql-runner.js";

/** Stands beside a server's database: holds tables locked, so that reads of them wait, and watches the statements that do. */
export interface DatabaseWatch {
  lock(): Promise<void>;
  unlock(): Promise<void>;
  /** Settles once exactly so many statements wait for a locked table. */
  untilWaiting(count: number): Promise<void>;
  /** Settles once the database has at most so many connections beside the watch's own. */
  untilConnections(countMax: number): Promise<void>;
  /** Ends every connection but the watch's own, as an administrator may. */
  endConnections(): Promise<void>;
  close(): Promise<void>;
}

const words = {
  postgres: {
    lock: "BEGIN; LOCK TABLE runs, experiments IN ACCESS EXCLUSIVE MODE",
    unlock: "COMMIT",
    waiting:
      "SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND wait_event_type = 'Lock'",
    others:
      "SELECT pid AS id FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'gatehouse'",
    end: (id: bigint) => `SELECT pg_terminate_backend(${id})`,
  },
  mysql: {
    lock: "LOCK TABLES runs WRITE, experiments WRITE",
    unlock: "UNLOCK TABLES",
    waiting:
      "SELECT count(*) AS n FROM information_schema.processlist WHERE db = database() AND state LIKE 'Waiting for table%'",
    others: "SELECT id FROM information_schema.processlist WHERE db = database()",
    end: (id: bigint) => `KILL ${id}`,
  },
} as const;

export async function watchDatabase({ url, dialect }: TestDatabase): Promise<DatabaseWatch> {
  if (dialect === "sqlite") throw new Error("SQLite has no server to watch");
  const { lock, unlock, waiting, others, end } = words[dialect];
  const [holder, observer] = [await openSql(url), await openSql(url)];
  const own = await observer.query<{ id: bigint }>(others);
  const isOwn = (id: bigint) => own.some((one) => one.id === id);
  const connections = async () => (await observer.query<{ id: bigint }>(others)).filter(({ id }) => !isOwn(id));
  return {
    lock: () => holder.script(lock),
    unlock: () => holder.script(unlock),
    untilWaiting: (count) => until(async () => (await countOf(observer, waiting)) === BigInt(count)),
    untilConnections: (countMax) => until(async () => (await connections()).length <= countMax),
    async endConnections() {
      const ended = await connections();
      for (const { id } of ended) await observer.script(end(id));
      await until(async () => (await connections()).every(({ id }) => !ended.some((one) => one.id === id)));
    },
    async close() {
      await holder.close();
      await observer.close();
    },
  };
}

const pollsMax = 1_000;
const pollEveryMs = 10;

/** Asks until the answer is yes; an Error after 1,000 times. */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let poll = 0; poll < pollsMax; poll += 1) {
    if (await isSo()) return;
    await setTimeout(pollEveryMs);
  }
  throw new Error("what was waited for never came");
}

async function countOf(sql: SqlRunner, statement: string): Promise<bigint | undefined> {
  return (await sql.query<{ n: bigint }>(statement))[0]?.n;
}
