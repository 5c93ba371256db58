import type { TestServer } from "../support/start-server.js";
import type { SearchCase } from "./search-cases.js";

/** What a search finds, as sorted names; "refused" where it is not answered. */
export type Found = readonly string[] | "refused";

/** Asks MLflow's REST API, as its own user interface does. */
export async function foundByMlflow(
  url: string,
  experimentIds: readonly string[],
  search: MlflowSearch,
): Promise<Found> {
  const { path, names } = mlflowLists[search.list];
  const filter = search.filterString;
  const body = { filter, max_results: 1_000, order_by: search.orderBy ?? [] };
  const more = { runs: { experiment_ids: experimentIds, run_view_type: "ALL" }, experiments: { view_type: "ALL" } };
  const isPost = search.list === "runs" || search.list === "experiments";
  const query = new URLSearchParams({ filter, max_results: "1000" });
  const response = await fetch(`${url}/api/2.0/mlflow/${path}${isPost ? "" : `?${query}`}`, {
    method: isPost ? "POST" : "GET",
    ...(isPost
      ? {
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ ...body, ...more[search.list as keyof typeof more] }),
        }
      : {}),
  });
  if (response.status === 400) return "refused";
  if (!response.ok) throw new Error(`MLflow fails on ${filter}: ${await response.text()}`);
  return names((await response.json()) as never);
}

export interface MlflowSearch {
  readonly list: SearchCase["list"];
  readonly filterString: string;
  /** For runs and experiments. */
  readonly orderBy?: readonly string[];
}

const mlflowLists = {
  runs: {
    path: "runs/search",
    names: ({ runs = [] }: { runs?: { info: { run_id: string } }[] }) => runs.map(({ info }) => info.run_id),
  },
  experiments: {
    path: "experiments/search",
    names: ({ experiments = [] }: { experiments?: { experiment_id: string }[] }) =>
      experiments.map(({ experiment_id }) => experiment_id),
  },
  registeredModels: {
    path: "registered-models/search",
    names: ({ registered_models = [] }: { registered_models?: { name: string }[] }) =>
      registered_models.map(({ name }) => name),
  },
  modelVersions: {
    path: "model-versions/search",
    names: ({ model_versions = [] }: { model_versions?: { name: string; version: string }[] }) =>
      model_versions.map(({ name, version }) => `${name} ${version}`),
  },
} as const;

const graphLists = {
  runs: { type: "RunFilter", order: "RunOrder", more: ", viewType: ALL", fields: "mlflowId" },
  experiments: { type: "ExperimentFilter", order: "ExperimentOrder", more: ", viewType: ALL", fields: "mlflowId" },
  registeredModels: { type: "RegisteredModelFilter", order: "RegisteredModelOrder", more: "", fields: "name" },
  modelVersions: { type: "ModelVersionFilter", order: "ModelVersionOrder", more: "", fields: "name version" },
} as const;

/** Asks the graph, in one page. */
export async function foundByGraph(server: TestServer, list: SearchCase["list"], search: object): Promise<Found> {
  const { type, order, more, fields } = graphLists[list];
  const { data, errors } = await server.query<Record<string, { nodes: Readonly<Record<string, unknown>>[] } | null>>(
    `query ($filter: ${type}, $filterString: String, $orderBy: [${order}!]) {
      ${list}(first: 100, filter: $filter, filterString: $filterString, orderBy: $orderBy${more}) { nodes { ${fields} } }
    }`,
    { ...search },
  );
  const nodes = data?.[list]?.nodes;
  if (!nodes) {
    if (errors?.[0]?.extensions?.code !== "INVALID")
      throw new Error(`${JSON.stringify(search)}: ${JSON.stringify(errors)}`);
    return "refused";
  }
  return nodes.map((node) =>
    fields
      .split(" ")
      .map((field) => String(node[field]))
      .join(" "),
  );
}
