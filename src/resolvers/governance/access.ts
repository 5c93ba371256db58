import { Arg, Ctx, ID, Query, Resolver } from "type-graphql";
import type { Context } from "../../context.js";
import { Failure, invalid } from "../../rules/failure.js";
import { parseGlobalId } from "../../rules/global-id.js";
import type { Action } from "../../rules/permission.js";
import { principalId } from "../../rules/principal.js";
import { AccessExplanation } from "../../types/access.js";
import { ActionEnum } from "../../types/action.js";
import { found } from "../arguments.js";
import { load } from "../node.js";
import { shownScope } from "./payload.js";
import { placeOf } from "./place.js";

@Resolver()
export class AccessResolver {
  @Query(() => AccessExplanation, {
    nullable: true,
    description:
      "Why somebody may do something with an object, or may not; NOT_FOUND for what the viewer does not see. Of others it tells who may do ACCESS_EXPLAIN there, and is FORBIDDEN to all else.",
  })
  async explainAccess(
    @Arg("action", () => ActionEnum, { description: "What is to be done." }) action: Action,
    @Arg("id", () => ID, { description: "The object's id. What is to be created: the id of where." }) id: string,
    @Arg("principal", () => String, {
      nullable: true,
      description: "Somebody else, as `issuer|subject` (see Viewer.id); the viewer when left out.",
    })
    principal: string | null,
    @Ctx() ctx: Context,
  ) {
    const { access } = ctx.loaders;
    const what = "object with this id";
    const globalId = parseGlobalId(id);
    const place = found(await placeOf(globalId, found(await load(globalId, ctx), what), ctx), what);
    const isOther = (principal ?? null) !== null && principal !== principalId(ctx.viewer);
    if (isOther && !(await access.can(globalId.store, "ACCESS_EXPLAIN", place))) throw forbidden();
    const explained = await access.explain(globalId.store, action, place, principal ?? null);
    if (explained === null) throw invalid("NOT_A_PRINCIPAL", "A principal is written as issuer|subject.");
    const { allowedBy, deniedBy, missingGrant, principal: who, ...same } = explained;
    return {
      ...same,
      principal: principalId(who),
      areGroupsKnown: who.groupsKnown,
      allowedBy,
      deniedBy,
      missingGrant: missingGrant && { ...missingGrant, scope: shownScope(missingGrant.scope) },
    };
  }
}

function forbidden(): Failure {
  return new Failure("FORBIDDEN", "NOT_ALLOWED", "You may not have explained what others may do here.");
}
