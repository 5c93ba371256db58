import type { Loaders } from "./loaders/loaders.js";
import type { FilterLimits } from "./rules/filter.js";
import type { PageLimits } from "./rules/page.js";

/** What a resolver may reach. Made anew for every request; nothing below resolvers/ knows it. */
export interface Context {
  /** Says which request an error or a log line belongs to. */
  readonly requestId: string;
  readonly loaders: Loaders;
  readonly limits: PageLimits & FilterLimits;
}
