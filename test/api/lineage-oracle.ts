import type { SqlRunner } from "../support/sql-runner.js";

/** An edge as the tables have it, its ends in words: `RUN id`, `MODEL_VERSION name number`. */
export interface KnownEdge {
  readonly from: string;
  readonly kind: string;
  readonly to: string;
  readonly context: string | null;
}

/** Every edge of a store, read plainly: whole tables, joined here. One that is kept in two places is one. */
export async function knownEdges(sql: SqlRunner, hasModels: boolean): Promise<KnownEdge[]> {
  const edges = [
    ...(await edgesOfInputs(sql)),
    ...(hasModels ? await edgesOfSourceRuns(sql) : []),
    ...(await edgesOfVersions(sql)),
    ...(await edgesOfAliases(sql)),
  ];
  return [...new Map(edges.map((edge) => [[edge.from, edge.kind, edge.to].join(" > "), edge])).values()];
}

function edge(from: string, kind: string, to: string, context: string | null = null): KnownEdge {
  return { from, kind, to, context };
}

async function edgesOfInputs(sql: SqlRunner): Promise<KnownEdge[]> {
  const inputs = await sql.query<Record<"u" | "type" | "s" | "d", string>>(
    "select input_uuid as u, source_type as type, source_id as s, destination_id as d from inputs",
  );
  const tags = await sql.query<{ u: string; value: string }>(
    "select input_uuid as u, value from input_tags where name = 'mlflow.data.context'",
  );
  const contexts = new Map(tags.map(({ u, value }) => [u, value]));
  return inputs.map(({ u, type, s, d }) => {
    if (type === "RUN_OUTPUT") return edge(`RUN ${s}`, "PRODUCED", `LOGGED_MODEL ${d}`);
    if (type === "RUN_INPUT") return edge(`LOGGED_MODEL ${d}`, "USED_BY", `RUN ${s}`);
    return edge(`DATASET ${s}`, "READ_BY", `RUN ${d}`, contexts.get(u) ?? null);
  });
}

async function edgesOfSourceRuns(sql: SqlRunner): Promise<KnownEdge[]> {
  const models = await sql.query<{ id: string; run: string }>(
    "select model_id as id, source_run_id as run from logged_models where source_run_id is not null",
  );
  return models.map(({ id, run }) => edge(`RUN ${run}`, "PRODUCED", `LOGGED_MODEL ${id}`));
}

async function edgesOfVersions(sql: SqlRunner): Promise<KnownEdge[]> {
  const versions = await sql.query<{ n: string; v: bigint; run: string | null; source: string | null }>(
    "select name as n, version as v, run_id as run, source from model_versions where current_stage <> 'Deleted_Internal'",
  );
  return versions.flatMap(({ n, v, run, source }) => [
    ...(run ? [edge(`RUN ${run}`, "REGISTERED_AS", `MODEL_VERSION ${n} ${v}`)] : []),
    ...(source?.startsWith("models:/m-")
      ? [edge(`LOGGED_MODEL ${source.slice("models:/".length)}`, "REGISTERED_AS", `MODEL_VERSION ${n} ${v}`)]
      : []),
  ]);
}

async function edgesOfAliases(sql: SqlRunner): Promise<KnownEdge[]> {
  const aliases = await sql.query<{ n: string; v: bigint; a: string }>(
    "select name as n, version as v, alias as a from registered_model_aliases",
  );
  return aliases.map(({ n, v, a }) => edge(`MODEL_VERSION ${n} ${v}`, "KNOWN_AS", `ALIAS ${n} ${v} ${a}`));
}

/** What can be reached one way, the start included. */
export function reached(edges: readonly KnownEdge[], start: string, way: "up" | "down"): Set<string> {
  const seen = new Set([start]);
  for (const at of seen) {
    for (const { from, to } of edges) {
      if (way === "down" && from === at) seen.add(to);
      if (way === "up" && to === at) seen.add(from);
    }
  }
  return seen;
}
