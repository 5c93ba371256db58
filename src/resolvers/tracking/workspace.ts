import type { GraphQLResolveInfo } from "graphql";
import { Args, Ctx, FieldResolver, ID, Info, Resolver, Root } from "type-graphql";
import type { Context } from "../../context.js";
import type { WorkspaceRow } from "../../loaders/workspace.js";
import { formatGlobalId } from "../../rules/global-id.js";
import { ViewPageArgs } from "../../types/arguments.js";
import { PageArgs } from "../../types/connection.js";
import { ExperimentConnection } from "../../types/experiment.js";
import { idField } from "../../types/node.js";
import { RegisteredModelConnection } from "../../types/registered-model.js";
import { Store, Workspace } from "../../types/store.js";
import { registeredModelsOf } from "../registry/registered-model.js";
import { experimentsOf } from "./experiment.js";
import type { StoreName } from "./store.js";

@Resolver(() => Workspace)
export class WorkspaceResolver {
  @FieldResolver(() => ID, idField)
  id(@Root() workspace: WorkspaceRow): string {
    return formatGlobalId(workspace.store, "Workspace", workspace.name);
  }

  @FieldResolver(() => Store, { description: "The store it is a part of." })
  store(@Root() workspace: WorkspaceRow): StoreName {
    return { name: workspace.store };
  }

  @FieldResolver(() => ExperimentConnection, { nullable: true, description: "Its experiments, newest first." })
  experiments(
    @Root() workspace: WorkspaceRow,
    @Args(() => ViewPageArgs) args: ViewPageArgs,
    @Ctx() ctx: Context,
    @Info() info: GraphQLResolveInfo,
  ) {
    return experimentsOf([workspace.store], { ...args, workspace: workspace.name }, ctx, info);
  }

  @FieldResolver(() => RegisteredModelConnection, { nullable: true, description: "Its registered models by name." })
  registeredModels(
    @Root() workspace: WorkspaceRow,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() ctx: Context,
    @Info() info: GraphQLResolveInfo,
  ) {
    return registeredModelsOf([workspace.store], { ...args, workspace: workspace.name }, ctx, info);
  }
}
