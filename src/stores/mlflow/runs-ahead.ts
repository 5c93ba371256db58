import { prefixed, type Sql, sql, withoutPrefix } from "../sql.js";
import type { OpenStore } from "../store.js";
import { type ExperimentRow, experimentColumnNames, toExperimentRow } from "./experiments.js";
import {
  type Joined,
  joinLists,
  type ListAhead,
  type ListRead,
  listsOf,
  type RunList,
  runLists,
} from "./lists-ahead.js";

/** What is to be read together with runs. */
export interface RunAhead {
  readonly lists: readonly ListAhead<RunList>[];
  /** Names the experiment among what comes with a run; null when it is not wanted. */
  readonly experiment: string | null;
}

export const nothingAhead: RunAhead = { lists: [], experiment: null };

/** A run, perhaps with what was read with it: lists by their keys, and its experiment under the key it was wanted by. */
export interface WithRunAhead {
  readonly lists?: ReadonlyMap<string, ListRead>;
  readonly objects?: ReadonlyMap<string, ExperimentRow | null>;
}

/** The runs that `runs` selects, each with what is wanted of it; without, where the database prints no lists. */
export function runsAhead(open: OpenStore, runs: Sql, ahead: RunAhead): Sql {
  const joined = joinRunAhead(open, "t", ahead);
  if (joined.columns.length === 0) return runs;
  const columns = joined.columns.reduce((all, one) => sql`${all}, ${one}`, sql`t.*`);
  // A lateral join takes the rows one by one, as they come.
  return sql`select ${columns} from (${runs}) t${joined.joins}`;
}

/** Whoever sees a run sees its experiment: the right to the one is the right to the other. */
export function joinRunAhead(open: OpenStore, run: "t" | "r", { lists, experiment }: RunAhead): Joined {
  const json = open.fragments.jsonValues;
  if (json === null) return { joins: sql``, columns: [] };
  const joined = joinLists(open, json, run, runLists, lists, run);
  if (experiment === null) return joined;
  const id = run === "t" ? sql`t.experiment_id` : sql`r.experiment_id`;
  const joins = sql`${joined.joins} left join lateral (select e.* from experiments e where e.experiment_id = ${id} limit 1) e on true`;
  return { joins, columns: [...joined.columns, prefixed("e", experimentColumnNames(open), experimentPrefix)] };
}

const experimentPrefix = "experiment_";

export function aheadOfRun(
  open: OpenStore,
  run: "t" | "r",
  row: object,
  { lists, experiment }: RunAhead,
): WithRunAhead {
  if (open.fragments.jsonValues === null) return {};
  const isThere = experiment !== null && `${experimentPrefix}experiment_id` in row;
  const cells = isThere ? withoutPrefix(row, experimentColumnNames(open), experimentPrefix) : null;
  return {
    ...(lists.length === 0 ? {} : { lists: listsOf(row, runLists, lists, run) }),
    ...(cells === null || experiment === null
      ? {}
      : { objects: new Map([[experiment, toExperimentRow(open.name, cells)]]) }),
  };
}
