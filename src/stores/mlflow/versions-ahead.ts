import type { Scope } from "../../rules/scope.js";
import { inVisibleExperiments } from "../scope-sql.js";
import { allOf, prefixed, type Sql, sql, withoutPrefix } from "../sql.js";
import type { OpenStore } from "../store.js";
import {
  type Joined,
  joinLists,
  type ListAhead,
  type ListRead,
  listsOf,
  type VersionList,
  versionLists,
  withJoined,
} from "./lists-ahead.js";
import { type RawRun, type RunRow, runColumnNames, runColumns, toRunRow } from "./runs.js";
import { aheadOfRun, joinRunAhead, type RunAhead, type WithRunAhead } from "./runs-ahead.js";

/** What is to be read together with model versions. */
export interface VersionAhead {
  readonly lists: readonly ListAhead<VersionList>[];
  /** The run that made a version, with what is wanted of it; null when it is not wanted. */
  readonly run: WantedRun | null;
}

interface WantedRun {
  /** Names it among what comes with a version. */
  readonly key: string;
  readonly ahead: RunAhead;
}

/** A version, perhaps with what was read with it. */
export interface WithVersionAhead {
  readonly lists?: ReadonlyMap<string, ListRead>;
  readonly objects?: ReadonlyMap<string, (RunRow & WithRunAhead) | null>;
}

/** The versions that `versions` selects, each with what is wanted of it; without, where the database prints no lists. */
export function versionsAhead(open: OpenStore, scope: Scope, versions: Sql, { lists, run }: VersionAhead): Sql {
  const json = open.fragments.jsonValues;
  if (json === null) return versions;
  const own = joinLists(open, json, "t", versionLists, lists);
  if (run === null) return withJoined(versions, own);
  const ofRun = joinRun(open, scope, run);
  const joins = sql`${own.joins}${ofRun.joins}`;
  return withJoined(versions, { joins, columns: [...own.columns, ...ofRun.columns] });
}

function joinRun(open: OpenStore, scope: Scope, { ahead }: WantedRun): Joined {
  const where = allOf([sql`r.run_uuid = t.run_id`, ...inVisibleExperiments(open, scope, sql`r.experiment_id`)]);
  const below = joinRunAhead(open, "r", ahead);
  return {
    joins: sql` left join lateral (select ${runColumns} from runs r where ${where} limit 1) r on true${below.joins}`,
    columns: [prefixed("r", runColumnNames, runPrefix), ...below.columns],
  };
}

const runPrefix = "run_of_";

export function aheadOfVersion(open: OpenStore, row: object, { lists, run }: VersionAhead): WithVersionAhead {
  return {
    ...(lists.length === 0 ? {} : { lists: listsOf(row, "t", versionLists, lists) }),
    ...(run === null || !(`${runPrefix}run_uuid` in row)
      ? {}
      : { objects: new Map([[run.key, runOfVersion(open, row, run)]]) }),
  };
}

function runOfVersion(open: OpenStore, row: object, { ahead }: WantedRun): (RunRow & WithRunAhead) | null {
  const cells = withoutPrefix(row, runColumnNames, runPrefix) as RawRun;
  if (cells.run_uuid === null) return null;
  return { ...toRunRow(open.name, cells), ...aheadOfRun(open, "r", row, ahead) };
}
