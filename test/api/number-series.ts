import { expect } from "@jest/globals";
import type { DialectName } from "../../src/stores/store-options.js";
import type { TestDatabase } from "../support/databases.js";
import { fixtureStore, mlflowStore } from "../support/fixtures.js";
import type { MetricPoint } from "../support/metric-points.js";
import { openSql, type SqlRunner } from "../support/sql-runner.js";
import { startServer, type TestServer } from "../support/start-server.js";

/** A store of its own for a test of numbers, with a run that is still running. */
export interface NumberStore {
  readonly run: string;
  readonly sql: SqlRunner;
  readonly server: TestServer;
  /** The histories of one metric of the run, as `selection` says. */
  series(selection: string, variables: Readonly<Record<string, unknown>>): Promise<Series>;
  close(): Promise<void>;
}

export interface Series {
  readonly isSampled: boolean;
  readonly columns: { readonly steps: unknown[]; readonly timestamps: unknown[]; readonly values: unknown[] };
  readonly points: readonly { readonly step: unknown; readonly timestamp: unknown; readonly value: unknown }[];
}

const patienceMs = 120_000;

export async function numberStore(dialect: DialectName): Promise<NumberStore> {
  const store: TestDatabase = await mlflowStore(dialect);
  const sql = await openSql(store.url);
  const server = await startServer({
    stores: [{ url: store.url, statementTimeoutMs: patienceMs }],
    limits: { deadlineMs: patienceMs, costMax: 10_000_000 },
  });
  const run = fixtureStore(dialect).oracle.runs.find(({ name }) => name === "vision-live")?.runId ?? "";
  return {
    run,
    sql,
    server,
    async series(selection, variables) {
      const data = await server.data<{ run: { metricHistory: Series[] } }>(historyOf(selection), { run, ...variables });
      const [found, ...others] = data.run.metricHistory;
      expect(others).toEqual([]);
      return found as Series;
    },
    async close() {
      await server.close();
      await sql.close();
      await store.drop();
    },
  };
}

export function historyOf(selection: string): string {
  return `query History($run: String!, $key: String!, $steps: StepRange, $maxPoints: Int) {
    run(store: "main", mlflowId: $run) { metricHistory(keys: [$key], steps: $steps, maxPoints: $maxPoints) { ${selection} } }
  }`;
}

/** A point of an ordinary time. */
export function point(key: string, step: bigint, value: number): MetricPoint {
  return { key, step, timestamp: 1_790_000_000_000n, value, isNan: false };
}

/** A 64-bit integer as the graph spells it. */
export function integer(value: bigint): number | string {
  return value >= -(2n ** 53n) + 1n && value <= 2n ** 53n - 1n ? Number(value) : String(value);
}

/** A metric's value as a client reads it: a large double may be written without point and exponent. */
export function double(value: unknown): unknown {
  return typeof value === "bigint" ? Number(value) : value;
}

/** Bit for bit, -0 and 0 apart; Jest's own comparison of 100,000 items would take minutes to explain a difference. */
export function expectSame(received: readonly unknown[], expected: readonly unknown[]): void {
  const differences = expected.flatMap((value, at) =>
    Object.is(value, received[at]) ? [] : [{ at, value, received: received[at] }],
  );
  expect({ length: received.length, wrong: differences.length, first: differences.slice(0, 5) }).toEqual({
    length: expected.length,
    wrong: 0,
    first: [],
  });
}
