import type { DialectName } from "../../src/stores/store-options.js";
import type { SqlRunner, SqlValue } from "./sql-runner.js";

/** One row of MLflow's table `metrics`, as MLflow stores it: NaN is the value 0 with `isNan`, infinities are ±Number.MAX_VALUE. */
export interface MetricPoint {
  readonly key: string;
  readonly step: bigint;
  /** Milliseconds since 1970, by the client's clock. */
  readonly timestamp: bigint;
  readonly value: number;
  readonly isNan: boolean;
}

const rowsPerStatement = 5_000;

/**
 * Writes points of one run straight into `metrics`. Each driver is handed the doubles in the form that keeps every bit; a value of
 * -0 must go through SQL text instead, since drivers send it as an integer.
 */
export async function insertMetricPoints(
  sql: SqlRunner,
  dialect: DialectName,
  runId: string,
  points: readonly MetricPoint[],
): Promise<void> {
  for (let start = 0; start < points.length; start += rowsPerStatement) {
    await insertChunk[dialect](sql, runId, points.slice(start, start + rowsPerStatement));
  }
}

const insertChunk: Record<
  DialectName,
  (sql: SqlRunner, runId: string, points: readonly MetricPoint[]) => Promise<void>
> = {
  async postgres(sql, runId, points) {
    const columns = [
      points.map((point) => point.key),
      points.map((point) => point.value),
      points.map((point) => point.timestamp),
      points.map((point) => point.step),
      points.map((point) => point.isNan),
    ];
    await sql.query(
      `INSERT INTO metrics ("key", value, timestamp, step, is_nan, run_uuid) SELECT *, ? FROM unnest(?::text[], ?::float8[], ?::bigint[], ?::bigint[], ?::boolean[])`,
      [runId, ...columns],
    );
  },
  async mysql(sql, runId, points) {
    const rows = points.map(
      ({ key, value, timestamp, step, isNan }) =>
        `('${key}',${value.toExponential()},${timestamp},${step},${isNan},'${runId}')`,
    );
    await sql.script(
      `INSERT INTO metrics (\`key\`, value, timestamp, step, is_nan, run_uuid) VALUES ${rows.join(",")}`,
    );
  },
  async sqlite(sql, runId, points) {
    const values: SqlValue[] = points.flatMap(({ key, value, timestamp, step, isNan }) => [
      key,
      value,
      timestamp,
      step,
      isNan ? 1 : 0,
      runId,
    ]);
    await sql.query(
      `INSERT INTO metrics ("key", value, timestamp, step, is_nan, run_uuid) VALUES ${points.map(() => "(?,?,?,?,?,?)").join(",")}`,
      values,
    );
  },
};
