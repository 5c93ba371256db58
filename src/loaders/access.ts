import { type Explanation, explain, principalOfId } from "../rules/explain.js";
import type { Action, Place } from "../rules/permission.js";
import { type Principal, principalId } from "../rules/principal.js";
import type { KnownBindings } from "./viewer-scope.js";

/** Who is asked about, and what the rules say of them. */
export interface ExplainedAccess extends Explanation {
  readonly principal: Principal;
}

/** What the viewer of one request may do, by the rule and the bindings that decide everything else. */
export interface ViewerAccess {
  /** @throws Failure UNAVAILABLE */
  can(store: string, action: Action, place: Place): Promise<boolean>;
  /**
   * @param who as `principalId` writes it; null for the viewer
   * @returns null for what is no principal's id
   * @throws Failure UNAVAILABLE
   */
  explain(store: string, action: Action, place: Place, who: string | null): Promise<ExplainedAccess | null>;
}

export function accessOfViewer(viewer: Principal, known: KnownBindings): ViewerAccess {
  const now = known.now();
  const isBound = viewer.kind === "USER" || viewer.kind === "SERVICE";
  // Who needs no binding has none read.
  const bindingsFor = async (store: string, ofViewer: boolean) => (ofViewer && !isBound ? [] : await known.of(store));
  const explainTo: ViewerAccess["explain"] = async (store, action, place, who) => {
    const isViewer = who === null || who === principalId(viewer);
    const bindings = await bindingsFor(store, isViewer);
    const principal = isViewer ? viewer : principalOfId(who, bindings);
    return principal && { ...explain(principal, store, bindings, action, place, now), principal };
  };
  return {
    explain: explainTo,
    can: async (store, action, place) => (await explainTo(store, action, place, null))?.isAllowed ?? false,
  };
}
