import { prefixed, raw, type Sql, sql, withoutPrefix } from "../sql.js";
import type { OpenStore } from "../store.js";
import { type ExperimentRow, experimentColumnNames, experimentColumns, toExperimentRow } from "./experiments.js";
import {
  type Joined,
  joinLists,
  type ListAhead,
  type ListRead,
  listsOf,
  type OwnerAlias,
  type RunList,
  runLists,
  withJoined,
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
  return withJoined(runs, joinRunAhead(open, "t", ahead));
}

/** Whoever sees a run sees its experiment: the right to the one is the right to the other. */
export function joinRunAhead(open: OpenStore, run: OwnerAlias, { lists, experiment }: RunAhead): Joined {
  const json = open.fragments.jsonValues;
  if (json === null) return { joins: sql``, columns: [] };
  const joined = joinLists(open, json, run, runLists, lists);
  if (experiment === null) return joined;
  const joins = sql`${joined.joins} left join lateral (select ${experimentColumns(open)} from experiments e where e.experiment_id = ${raw(`${run}.experiment_id`)} limit 1) e on true`;
  return { joins, columns: [...joined.columns, prefixed("e", experimentColumnNames(open), experimentPrefix)] };
}

const experimentPrefix = "experiment_";

export function aheadOfRun(
  open: OpenStore,
  run: OwnerAlias,
  row: object,
  { lists, experiment }: RunAhead,
): WithRunAhead {
  const isThere = experiment !== null && `${experimentPrefix}experiment_id` in row;
  const cells = isThere ? withoutPrefix(row, experimentColumnNames(open), experimentPrefix) : null;
  return {
    ...(lists.length === 0 ? {} : { lists: listsOf(row, run, runLists, lists) }),
    ...(cells === null || experiment === null
      ? {}
      : { objects: new Map([[experiment, toExperimentRow(open.name, cells)]]) }),
  };
}
