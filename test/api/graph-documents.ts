import { connectionOf } from "../support/pages.js";

/*
 * What the comparison with MLflow's answers asks of the graph: everything. The texts are built, not typed, so that every nested list
 * can be followed page by page with one continuation each.
 */

export const keyValue = "key value";
const datasetInput = "dataset { name digest } context";
const versionReference = "name version";
const runReference = "mlflowId";

/** Nested lists of a run by field, with what is read of each item; read with the run, then on from their first page. */
export const runLists = {
  params: keyValue,
  tags: keyValue,
  metrics: "key value step timestamp",
  datasets: datasetInput,
  modelVersions: versionReference,
} as const;

const runFields = `
  id mlflowId name status lifecycleStage startTime endTime deletedAt artifactUri user description
  source { name type } git { commit branch repositoryUrl isDirty }
  experiment { mlflowId } parent { mlflowId } store { name }
  ${nested(runLists)}
  children(first: $first, viewType: ALL) ${connectionOf(runReference)}
`;

export const runsOfExperiment = `query Runs($experiment: String!, $view: ViewType, $first: Int!, $after: String) {
  experiment(store: "main", mlflowId: $experiment) {
    runs(first: $first, after: $after, viewType: $view) ${connectionOf(runFields, "totalCount")}
  }
}`;

export const experimentLists = { tags: keyValue, datasets: "name digest" } as const;

export const experiments = `query Experiments($view: ViewType, $first: Int!, $after: String) {
  experiments(first: $first, after: $after, viewType: $view) ${connectionOf(
    `id mlflowId name lifecycleStage artifactLocation description createdAt store { name } workspace { name } ${nested(experimentLists)}`,
    "totalCount",
  )}
}`;

export const registeredModelLists = { tags: keyValue, aliases: "alias version modelVersion { version }" } as const;

export const modelVersionLists = { tags: keyValue, aliases: "alias version" } as const;

const modelVersionFields = `
  id name version stage status source runMlflowId description
  run { mlflowId } registeredModel { name } ${nested(modelVersionLists)}
`;

export const registeredModels = `query RegisteredModels($first: Int!, $after: String) {
  registeredModels(first: $first, after: $after) ${connectionOf(
    `id name description createdAt workspace { name } ${nested(registeredModelLists)}
     versions(first: $first) ${connectionOf(modelVersionFields)}`,
    "totalCount",
  )}
}`;

/** Goes on in one nested list of one object, by the object's global id. */
export function nextPage(type: string, field: string, selection: string): string {
  return `query Next($id: ID!, $first: Int!, $after: String) {
    node(id: $id) { ... on ${type} { list: ${field}(first: $first, after: $after) ${connectionOf(selection)} } }
  }`;
}

export const nextChildren = `query Next($id: ID!, $first: Int!, $after: String) {
  node(id: $id) { ... on Run { list: children(first: $first, after: $after, viewType: ALL) ${connectionOf(runReference)} } }
}`;

export const nextVersions = nextPage("RegisteredModel", "versions", modelVersionFields);

export const historyPage = `query History($run: String!, $key: String!, $first: Int, $after: String) {
  run(store: "main", mlflowId: $run) {
    metricHistory(keys: [$key], first: $first, after: $after) {
      key isSampled totalPoints
      columns { steps timestamps values }
      points { step timestamp value }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }
}`;

function nested(lists: Readonly<Record<string, string>>): string {
  return Object.entries(lists)
    .map(([field, selection]) => `${field}(first: $first) ${connectionOf(selection)}`)
    .join(" ");
}
