import type { GraphQLResolveInfo } from "graphql";
import type { Actions } from "./actions/actions.js";
import type { Loaders } from "./loaders/loaders.js";
import type { Failure } from "./rules/failure.js";
import type { FilterLimits } from "./rules/filter.js";
import type { LineageLimits } from "./rules/lineage-bounds.js";
import type { PageLimits } from "./rules/page.js";
import type { Principal } from "./rules/principal.js";

/** A failure told beside the answer of its field. */
export interface PartialFailure {
  readonly failure: Failure;
  readonly info: GraphQLResolveInfo;
}

/** What a resolver may reach. Made anew for every request; nothing below resolvers/ knows it. */
export interface Context {
  /** Says which request an error or a log line belongs to. */
  readonly requestId: string;
  /** Who asks. */
  readonly viewer: Principal;
  readonly loaders: Loaders;
  /** What the viewer can do. */
  readonly actions: Actions;
  readonly limits: PageLimits & FilterLimits & LineageLimits;
  /** What a field could not tell although it has an answer, such as one store's part of a list over several. */
  readonly partialFailures: PartialFailure[];
}
