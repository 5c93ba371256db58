import { Ctx, Query, Resolver } from "type-graphql";
import type { Context } from "../../context.js";
import { isUnverified, principalId } from "../../rules/principal.js";
import { Viewer } from "../../types/viewer.js";

@Resolver(() => Viewer)
export class ViewerResolver {
  @Query(() => Viewer, { description: "Who asks." })
  viewer(@Ctx() { viewer }: Context): Viewer {
    const { kind, subject, groups, groupsKnown, expiresAt } = viewer;
    return {
      id: principalId(viewer),
      kind,
      issuer: viewer.issuer === "" ? null : viewer.issuer,
      subject,
      groups,
      areGroupsKnown: groupsKnown,
      isUnverified: isUnverified(viewer),
      expiresAt,
    };
  }
}
