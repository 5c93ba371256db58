import { type Connection, connectionOf, walkPages } from "../support/pages.js";
import type { TestServer } from "../support/start-server.js";

/** The arguments of a list but its page. */
export interface RunSearch {
  readonly filter?: unknown;
  readonly filterString?: string | null;
  readonly orderBy?: readonly object[] | null;
  readonly experiments?: readonly string[] | null;
  readonly stores?: readonly string[] | null;
  readonly workspace?: string | null;
  readonly viewType?: string;
}

type Counted = Connection<{ readonly mlflowId: string }> & { readonly totalCount: number };

/** MLflow's ids of the runs that a search finds, every page of it, and each page's `totalCount`. */
export async function searchRuns(server: TestServer, search: RunSearch, first = 100) {
  const totals = new Set<number>();
  const runs = await walkPages(first, async (after) => {
    const { runs: page } = await server.data<{ runs: Counted }>(
      `query ($first: Int, $after: String, $filter: RunFilter, $filterString: String, $orderBy: [RunOrder!], $experiments: [ID!],
        $stores: [String!], $workspace: String, $viewType: ViewType) {
        runs(first: $first, after: $after, filter: $filter, filterString: $filterString, orderBy: $orderBy,
          experiments: $experiments, stores: $stores, workspace: $workspace, viewType: $viewType) ${connectionOf("mlflowId", "totalCount")}
      }`,
      { viewType: "ACTIVE_ONLY", ...search, first, after },
    );
    totals.add(page.totalCount);
    return page;
  });
  return { ids: runs.map(({ mlflowId }) => mlflowId), totals };
}
