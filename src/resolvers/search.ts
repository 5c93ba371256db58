import type { Context } from "../context.js";
import { invalid } from "../rules/failure.js";
import { type Condition, checkFilter, every } from "../rules/filter.js";
import { parseFilterString } from "../rules/filter-string.js";
import type { Vocabulary } from "../rules/filter-string-vocabulary.js";
import { parseGlobalId } from "../rules/global-id.js";
import { checkListLength } from "../rules/page.js";

export interface SearchArgs<Filter> {
  readonly filter?: Filter | null;
  readonly filterString?: string | null;
}

/** What a list's `filter` and `filterString` ask together; null for neither. */
export function conditionOf<Filter>(
  { filter, filterString }: SearchArgs<Filter>,
  { limits }: Context,
  toCondition: (filter: Filter) => Condition,
  vocabulary: Vocabulary,
  adjust: (search: Condition) => Condition = (search) => search,
): Condition | null {
  const typed = filter ? [toCondition(filter)] : [];
  const searched = filterString ? [adjust(parseFilterString(filterString, vocabulary))] : [];
  if (typed.length + searched.length === 0) return null;
  const condition = every([...typed, ...searched]);
  checkFilter(condition, limits);
  return condition;
}

/**
 * MLflow's ids of experiments by their ids, for each store that has some; null for no such argument.
 *
 * @throws Failure INVALID for an id of something else
 */
export function experimentsByStore(
  ids: readonly string[] | null | undefined,
  { limits }: Context,
): ReadonlyMap<string, readonly string[]> | null {
  if (!ids) return null;
  checkListLength("experiments", ids, limits.idsMax);
  const byStore = new Map<string, string[]>();
  for (const id of ids) {
    const { store, type, key } = parseGlobalId(id);
    if (type !== "Experiment") throw invalid("NOT_AN_EXPERIMENT", "experiments takes ids of experiments.");
    byStore.set(store, [...(byStore.get(store) ?? []), ...key]);
  }
  return byStore;
}
