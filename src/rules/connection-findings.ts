import { type Finding, finding } from "./doctor-report.js";
import type { ConnectionFacts, StoreFacts } from "./store-facts.js";

/** A request asks a store several times in a row. */
const statementMsMax = 100;

export function judgeConnection({ connection, unread }: StoreFacts): Finding[] {
  const { isReached, failure, connectMs, statementMs } = connection;
  if (!isReached) {
    return failure === null ? [] : [finding("connection", failure.reason, "problem", failure.message)];
  }
  const times = [
    ...(connectMs === null ? [] : [`connected in ${shown(connectMs)} ms`]),
    ...(statementMs === null ? [] : [`a statement takes ${shown(statementMs)} ms`]),
  ];
  const isSlow = statementMs !== null && statementMs > statementMsMax;
  const reached = isSlow
    ? finding("connection", "SLOW", "warning", `${times.join(", ")}: every field of a request pays that`)
    : finding("connection", "REACHED", "ok", times.join(", "));
  return [reached, ...judgePooler(connection, unread.length > 0), ...judgeDirect(connection)];
}

function judgePooler({ pooler, direct }: ConnectionFacts, failed: boolean): Finding[] {
  const sign = "a pooler (such as PgBouncer) answers at url";
  if (pooler === "seen" && direct === null) {
    const message = `${sign}, and the store has no directUrl: give it the database's own address, or statements can be neither bounded nor cancelled`;
    return [finding("pooler", "POOLER_WITHOUT_DIRECT_URL", failed ? "problem" : "warning", message)];
  }
  if (pooler === "seen")
    return [finding("pooler", "POOLER_SEEN", "ok", `${sign}; statements are cancelled over directUrl`)];
  if (pooler === "none" && direct !== null)
    return [finding("pooler", "POOLER_NOT_SEEN", "note", "none answers at url: directUrl is not needed")];
  if (pooler === "none") return [finding("pooler", "POOLER_NONE", "ok", "none between Gatehouse and the database")];
  if (pooler === "unknown" && direct === null) {
    const message = "not known: this database shows no sign of a proxy; if there is one, give the store a directUrl";
    return [finding("pooler", "POOLER_UNKNOWN", "ok", message)];
  }
  return [];
}

function judgeDirect({ direct }: ConnectionFacts): Finding[] {
  if (direct === null) return [];
  if (direct.failure !== null) {
    const message = `directUrl does not work, so no statement can be cancelled: ${direct.failure.message}`;
    return [finding("pooler", "DIRECT_URL_FAILS", "problem", message)];
  }
  if (direct.pooler !== "seen") return [];
  const message = "a pooler answers at directUrl too: it must be the address of the database itself";
  return [finding("pooler", "DIRECT_URL_IS_POOLED", "problem", message)];
}

function shown(ms: number): string {
  return ms < 10 ? ms.toFixed(1) : String(Math.round(ms));
}
