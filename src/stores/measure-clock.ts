import type { ClockFacts } from "../rules/store-facts.js";
import type { Rows } from "./dialects/inspection.js";
import { type Sql, sql } from "./sql.js";

export interface MeasuredClock {
  /** Null where the database's clock is this machine's. */
  readonly difference: ClockFacts | null;
  /** The quickest statement, there and back. */
  readonly statementMs: number;
}

/** The quickest of a few tells the most: half its time is how far off the answer can be. */
const samples = 4;

/** @param now Unix milliseconds by this process's clock */
export async function measureClock(rows: Rows, clock: Sql | null, now: () => number): Promise<MeasuredClock> {
  let best: { readonly tookMs: number; readonly differenceMs: number } | undefined;
  for (let sample = 0; sample < samples; sample += 1) {
    const [startedAt, before] = [now(), performance.now()];
    const [found] = await rows<{ now_ms: unknown }>(clock ?? sql`select 0 as now_ms`);
    const tookMs = performance.now() - before;
    const differenceMs = Number(found?.now_ms) - (startedAt + tookMs / 2);
    if (best === undefined || tookMs < best.tookMs) best = { tookMs, differenceMs };
  }
  const { tookMs = 0, differenceMs = 0 } = best ?? {};
  return { difference: clock === null ? null : { differenceMs, uncertaintyMs: tookMs / 2 }, statementMs: tookMs };
}
