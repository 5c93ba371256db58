import { type EdgeKind, type LineageKind, type LineageWay, lineageRef } from "../../rules/lineage.js";
import type { Scope } from "../../rules/scope.js";
import { inVisibleExperiments } from "../scope-sql.js";
import { allOf, type Sql, sql } from "../sql.js";
import type { OpenStore } from "../store.js";
import type { LineagePage, ReadEdges } from "./lineage.js";

/** An edge as MLflow keeps it in `inputs`: each of its ends has a type of its own. */
interface StoredEdge {
  readonly kind: EdgeKind;
  readonly source: { readonly type: string; readonly is: LineageKind };
  readonly destination: { readonly type: string; readonly is: LineageKind };
  /** Whether the data flows from the destination to the source. */
  readonly isAgainstFlow: boolean;
}

const readBy: StoredEdge = {
  kind: "READ_BY",
  source: { type: "DATASET", is: "DATASET" },
  destination: { type: "RUN", is: "RUN" },
  isAgainstFlow: false,
};

const produced: StoredEdge = {
  kind: "PRODUCED",
  source: { type: "RUN_OUTPUT", is: "RUN" },
  destination: { type: "MODEL_OUTPUT", is: "LOGGED_MODEL" },
  isAgainstFlow: false,
};

/** MLflow stores both what a run made and what it used with the run as the source. */
const usedBy: StoredEdge = {
  kind: "USED_BY",
  source: { type: "RUN_INPUT", is: "RUN" },
  destination: { type: "MODEL_INPUT", is: "LOGGED_MODEL" },
  isAgainstFlow: true,
};

/** Edges of `inputs` that leave (downstream) or reach (upstream) some datasets, runs or logged models. */
export const inputEdges = {
  READ_BY: edgesOf(readBy),
  PRODUCED: edgesOf(produced),
  USED_BY: edgesOf(usedBy),
} satisfies Partial<Record<EdgeKind, (way: LineageWay) => ReadEdges>>;

function edgesOf(edge: StoredEdge): (way: LineageWay) => ReadEdges {
  return (way) => {
    const isBySource = (way === "downstream") !== edge.isAgainstFlow;
    const [otherId, other] = isBySource
      ? [sql`i.destination_id`, edge.destination.is]
      : [sql`i.source_id`, edge.source.is];
    return async (open, scope, refs, { limit, rowsMax }: LineagePage) => {
      const asked = new Map(refs.map((ref) => [ref.key[0], ref]));
      const { rows, isCut } = await open.fragments.firstOfEach<RawEdge>(open.rows, {
        keys: refs.map(({ key: [id = ""] }) => id),
        ...(isBySource ? bySource : byDestination),
        select: sql`${otherId} as other_id, ${contextOf(open, edge)} as context`,
        table: sql`inputs i`,
        where: allOf([
          sql`i.source_type = ${edge.source.type} and i.destination_type = ${edge.destination.type}`,
          ...isVisible(open, scope, other, otherId),
        ]),
        rowId: sql`i.rowid`,
        limit,
        rowsMax,
      });
      const edges = rows.flatMap(({ seek_key, other_id, context }) => {
        const near = asked.get(seek_key);
        const far = lineageRef(other, other_id);
        if (near === undefined) return [];
        return way === "upstream"
          ? { from: far, to: near, kind: edge.kind, context }
          : { from: near, to: far, kind: edge.kind, context };
      });
      return { edges, isCut };
    };
  };
}

/** By the primary key (source_type, source_id, destination_type, destination_id). */
const bySource = { column: sql`i.source_id`, order: sql`i.destination_id` };
/** By the index (destination_type, destination_id, source_type), which has no order of sources. */
const byDestination = { column: sql`i.destination_id`, order: null };

/** What is hidden must not take the place of what may be seen among a node's first edges. */
function isVisible(open: OpenStore, scope: Scope, kind: LineageKind, id: Sql): Sql[] {
  return inVisibleExperiments(open, scope, sql`o.experiment_id`).map(
    (visible) => sql`exists (select 1 from ${tableOf(kind)} = ${id} and ${visible})`,
  );
}

function tableOf(kind: LineageKind): Sql {
  if (kind === "RUN") return sql`runs o where o.run_uuid`;
  return kind === "DATASET" ? sql`datasets o where o.dataset_uuid` : sql`logged_models o where o.model_id`;
}

interface RawEdge {
  readonly other_id: string;
  readonly context: string | null;
}

function contextOf(open: OpenStore, { kind }: StoredEdge): Sql {
  if (kind !== "READ_BY") return sql`null`;
  const isContext = open.fragments.isOneOf(sql`t.name`, ["mlflow.data.context"]);
  return sql`(select t.value from input_tags t where t.input_uuid = i.input_uuid and ${isContext})`;
}
