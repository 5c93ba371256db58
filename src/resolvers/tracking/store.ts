import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../../context.js";
import { connectionOf } from "../../loaders/connection.js";
import { compareBytes } from "../../rules/bytes.js";
import { formatCursor, parseCursor } from "../../rules/cursor.js";
import { formatGlobalId } from "../../rules/global-id.js";
import { PageArgs } from "../../types/connection.js";
import { Store, StoreConnection, StoreSchema, WorkspaceConnection } from "../../types/store.js";
import { found, pageOf } from "../arguments.js";

/** A store of the configuration, as resolvers hand it on. */
export interface StoreName {
  readonly name: string;
}

import { idField } from "../../types/node.js";

@Resolver(() => Store)
export class StoreResolver {
  @Query(() => StoreConnection, { description: "The stores of the server's configuration, reachable or not." })
  async stores(@Args(() => PageArgs) args: PageArgs, @Ctx() ctx: Context) {
    const page = pageOf(args, ctx);
    const after = page.after === null ? null : String(parseCursor(page.after, "stores", ["text"])[0]);
    const names = (await ctx.loaders.visibleStores())
      .sort(compareBytes)
      .filter((name) => after === null || compareBytes(name, after) > 0);
    const rows = names.slice(0, page.first + 1).map((name): StoreName => ({ name }));
    return connectionOf(rows, page, ({ name }) => formatCursor("stores", [name]));
  }

  @Query(() => Store, { nullable: true, description: "A store by its name in the configuration; NOT_FOUND otherwise." })
  async store(
    @Arg("name", () => String, { description: "Its name in the configuration." }) name: string,
    @Ctx() ctx: Context,
  ): Promise<StoreName> {
    return found((await ctx.loaders.isStoreVisible(name)) ? { name } : null, `store "${name}"`);
  }

  @FieldResolver(() => ID, idField)
  id(@Root() store: StoreName): string {
    return formatGlobalId(store.name, "Store");
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: "The kind of database: PostgreSQL, MySQL or SQLite; UNAVAILABLE while it cannot be reached.",
  })
  async database(@Root() store: StoreName, @Ctx() ctx: Context): Promise<string | undefined> {
    return (await ctx.loaders.storeFacts(store.name))?.database;
  }

  @FieldResolver(() => Boolean, {
    nullable: true,
    description: "Whether the viewer may grant and revoke roles in the whole store (BINDING_EDIT).",
  })
  viewerCanEditBindings(@Root() store: StoreName, @Ctx() { loaders }: Context): Promise<boolean> {
    return loaders.access.can(store.name, "BINDING_EDIT", { kind: "STORE" });
  }

  @FieldResolver(() => StoreSchema, {
    nullable: true,
    description: "The schema as last read; UNAVAILABLE while the store cannot be reached.",
  })
  async schema(@Root() store: StoreName, @Ctx() ctx: Context) {
    const open = await ctx.loaders.storeFacts(store.name);
    return (
      open && {
        ...open.head,
        hasWorkspaces: open.capabilities.workspaces,
        hasMetricStepIndex: open.capabilities.metricStepIndex,
      }
    );
  }

  @FieldResolver(() => WorkspaceConnection, {
    nullable: true,
    description: "Its workspaces by name; only `default` before MLflow 3.10.",
  })
  workspaces(@Root() store: StoreName, @Args(() => PageArgs) args: PageArgs, @Ctx() ctx: Context) {
    return ctx.loaders.storeWorkspaces.load({ parent: { store: store.name }, args: pageOf(args, ctx) });
  }
}
