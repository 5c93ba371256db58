import type { DialectName } from "../../src/stores/store-options.js";
import { openSql } from "./sql-runner.js";

/**
 * Graphs written straight into MLflow's `inputs`, one statement for however many edges. Nodes are numbered within their
 * shape: even ones are runs, odd ones logged models, so that an edge goes from a run to a model it made or from a model
 * to a run that used it.
 */
export interface ShapeWriter {
  /** Edges between nodes of different parity. */
  edges(shape: number, edges: readonly (readonly [from: number, to: number])[]): Promise<void>;
  /** Rows of the runs 0, 2, 4 ...: the other nodes are known by their edges only. */
  runs(shape: number, count: number): Promise<void>;
  /** A dataset that as many runs read. */
  hub(shape: number, count: number): Promise<void>;
  /** A logged model that as many runs used, the runs 2, 4, 6 ... */
  usedBy(shape: number, model: number, count: number): Promise<void>;
  /** A logged model whose row names the run it came from, which no edge of `inputs` does. */
  sourceRun(shape: number, run: number, model: number): Promise<void>;
  /** From each of the first nodes, edges to `width` later ones among the next `2 * reach`. */
  forwardEdges(
    shape: number,
    sizes: { readonly nodes: number; readonly width: number; readonly reach: number },
  ): Promise<void>;
  close(): Promise<void>;
}

export function runIdOf(shape: number, at: number): string {
  return String(shape * 1_000_000_000 + at).padStart(32, "0");
}

export function modelIdOf(shape: number, at: number): string {
  return `m-${runIdOf(shape, at)}`;
}

export async function shapeWriter(dialect: DialectName, url: string): Promise<ShapeWriter> {
  const sql = await openSql(url);
  const id = (shape: number, at: string) => padded[dialect](`${shape * 1_000_000_000} + ${at}`);
  const modelId = (shape: number, at: string) => joined[dialect]("'m-'", id(shape, at));
  const columns = "inputs (input_uuid, source_type, source_id, destination_type, destination_id, step)";
  /** Both kinds of edge, of rows (f, t) without more columns. */
  const insertEdges = (shape: number, rows: string) =>
    sql.script(`
      insert into ${columns} select ${id(shape, "e.f * 1000 + e.t % 1000")}, 'RUN_OUTPUT', ${id(shape, "e.f")}, 'MODEL_OUTPUT', ${modelId(shape, "e.t")}, 0 from (${rows}) e where e.f % 2 = 0;
      insert into ${columns} select ${id(shape, "e.f * 1000 + e.t % 1000")}, 'RUN_INPUT', ${id(shape, "e.t")}, 'MODEL_INPUT', ${modelId(shape, "e.f")}, 0 from (${rows}) e where e.f % 2 = 1`);
  const insertRuns = (shape: number, count: number) =>
    sql.script(
      `insert into runs (run_uuid, experiment_id, lifecycle_stage) select ${id(shape, "n.n * 2")}, 1, 'active' from (${numbers(count)}) n`,
    );
  return {
    async edges(shape, edges) {
      for (let at = 0; at < edges.length; at += unionPartsMax) {
        const part = edges.slice(at, at + unionPartsMax).map(([f, t]) => `select ${f} as f, ${t} as t`);
        await insertEdges(shape, part.join(" union all "));
      }
    },
    runs: insertRuns,
    async hub(shape, count) {
      await insertRuns(shape, count);
      await sql.script(`
        insert into datasets (dataset_uuid, experiment_id, name, digest, dataset_source_type, dataset_source)
          values ('${hubUuid(shape)}', 1, 'hub ${shape}', 'hub', 's3', '{}');
        insert into ${columns} select ${id(shape, "n.n")}, 'DATASET', '${hubUuid(shape)}', 'RUN', ${id(shape, "n.n * 2")}, 0 from (${numbers(count)}) n`);
    },
    usedBy: (shape, model, count) =>
      insertEdges(shape, `select ${model} as f, n.n * 2 + 2 as t from (${numbers(count)}) n`),
    async sourceRun(shape, run, model) {
      await sql.query(
        "insert into logged_models (model_id, experiment_id, name, artifact_location, creation_timestamp_ms, last_updated_timestamp_ms, status, source_run_id) values (?, 1, 'lone', '', 1, 1, 2, ?)",
        [modelIdOf(shape, model), runIdOf(shape, run)],
      );
    },
    forwardEdges: (shape, { nodes, width, reach }) =>
      // Steps of a prime's multiples never meet within `reach`, another prime.
      insertEdges(
        shape,
        `select n.n as f, n.n + 1 + 2 * ((n.n * 7919 + w.n * 104729) % ${reach}) as t from (${numbers(nodes)}) n cross join (${numbers(width)}) w`,
      ),
    close: () => sql.close(),
  };
}

/** SQLite allows 500. */
const unionPartsMax = 400;

export function hubUuid(shape: number): string {
  return `hub-${shape}`;
}

const padded: Readonly<Record<DialectName, (number: string) => string>> = {
  postgres: (number) => `lpad((${number})::text, 32, '0')`,
  mysql: (number) => `lpad(${number}, 32, '0')`,
  sqlite: (number) => `printf('%032d', ${number})`,
};

const joined: Readonly<Record<DialectName, (a: string, b: string) => string>> = {
  postgres: (a, b) => `${a} || ${b}`,
  mysql: (a, b) => `concat(${a}, ${b})`,
  sqlite: (a, b) => `${a} || ${b}`,
};

/** A select of 0 ... count - 1 as `n`, on every database. */
function numbers(count: number): string {
  const digits = Math.max(1, Math.ceil(Math.log10(count)));
  const digit = `(${Array.from({ length: 10 }, (_, at) => `select ${at} as n`).join(" union all ")})`;
  const places = Array.from({ length: digits }, (_, at) => at);
  const value = places.map((at) => `d${at}.n * ${10 ** at}`).join(" + ");
  return `select ${value} as n from ${places.map((at) => `${digit} d${at}`).join(" cross join ")} where ${value} < ${count}`;
}
