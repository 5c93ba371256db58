import type { Context } from "../../context.js";
import type { RunRow, StoreRunSearch } from "../../loaders/run.js";
import { runVocabulary } from "../../rules/filter-string-vocabulary.js";
import { type ListOrder, listOrder } from "../../rules/list-order.js";
import { runList } from "../../rules/ordered-lists.js";
import { orderTerms } from "../../types/order.js";
import { runCondition } from "../../types/run-filter.js";
import type { RunsArgs } from "../../types/search-arguments.js";
import { storesOf } from "../arguments.js";
import { conditionOf, experimentsByStore } from "../search.js";

/** Which runs of which stores, in which order. */
export interface RunsSearch {
  readonly stores: readonly string[];
  readonly searchIn: (store: string) => StoreRunSearch;
  readonly order: ListOrder<RunRow>;
}

/** The arguments of `Query.runs` but its page, checked. */
export async function runsSearchOf(args: Omit<RunsArgs, "first" | "after">, ctx: Context): Promise<RunsSearch> {
  const experiments = experimentsByStore(args.experiments, ctx);
  const search = {
    workspace: args.workspace ?? null,
    viewType: args.viewType ?? ("ACTIVE_ONLY" as const),
    condition: conditionOf(args, ctx, runCondition, runVocabulary),
  };
  const stores = await storesOf(args.stores, ctx);
  return {
    stores: stores.filter((store) => experiments === null || experiments.has(store)),
    searchIn: (store) => ({ ...search, experimentIds: experiments?.get(store) ?? null }),
    order: listOrder<RunRow>(runList, orderTerms(args.orderBy)),
  };
}
