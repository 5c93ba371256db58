import { expect } from "@jest/globals";
import { openSql } from "../support/sql-runner.js";
import type { TestServer } from "../support/start-server.js";
import type { Beside } from "./describe-beside-mlflow.js";
import type { GraphAnswers, GraphModel, GraphRun, GraphVersion } from "./graph-answers.js";
import { nodesDocument } from "./graph-documents.js";
import { factsOfGraph } from "./graph-facts.js";
import { factsOfMlflow } from "./mlflow-facts.js";
import { readGraph } from "./read-graph.js";

/** Compares everything that MLflow's client and the graph say of the store, field by field; returns what the graph said. */
export async function expectAgreement({ client, gatehouse }: Beside): Promise<GraphAnswers> {
  const told = await client.tell();
  const graph = await readGraph(gatehouse);
  expect(factsOfGraph(graph)).toEqual(factsOfMlflow(told));
  return graph;
}

/** For each id the type of the object that it is found as, or the code of the error instead. */
export async function lookUp(gatehouse: TestServer, ids: readonly string[]): Promise<readonly string[]> {
  const { data, errors } = await gatehouse.query<{ nodes: readonly ({ __typename: string; id: string } | null)[] }>(
    nodesDocument,
    { ids },
  );
  return ids.map((id, at) => {
    const node = data?.nodes[at];
    if (node?.id === id) return node.__typename;
    return String(errors?.find(({ path }) => path?.[1] === at)?.extensions?.code);
  });
}

/** What MLflow's client does not tell: when each run was deleted, in Unix epoch milliseconds, and the ids of datasets. */
export async function untoldBy(
  databaseUrl: string,
): Promise<{ readonly deletedAt: Readonly<Record<string, number | null>>; readonly datasets: readonly string[] }> {
  const sql = await openSql(databaseUrl);
  try {
    const runs = await sql.query<{ id: string; at: bigint | null }>(
      "SELECT run_uuid AS id, deleted_time AS at FROM runs",
    );
    const datasets = await sql.query<{ id: string }>("SELECT dataset_uuid AS id FROM datasets");
    return {
      deletedAt: Object.fromEntries(runs.map(({ id, at }) => [id, at === null ? null : Number(at)])),
      datasets: datasets.map(({ id }) => id).sort(),
    };
  } finally {
    await sql.close();
  }
}

/** The run with this id of MLflow's; throws where the graph has none. */
export function runIn({ runs }: GraphAnswers, mlflowId: string): GraphRun {
  return found(runs.find((run) => run.mlflowId === mlflowId));
}

/** The registered model of this name; throws where the graph has none. */
export function modelIn({ registeredModels }: GraphAnswers, name: string): GraphModel {
  return found(registeredModels.find((model) => model.name === name));
}

/** A version of a registered model; throws where the graph has none. */
export function versionIn(graph: GraphAnswers, name: string, version: number): GraphVersion {
  return found(modelIn(graph, name).versions.nodes.find((each) => each.version === version));
}

function found<Row>(row: Row | undefined): Row {
  if (row === undefined) throw new Error("the graph does not have it");
  return row;
}
