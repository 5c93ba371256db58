import { Arg, Ctx, ID, Query, Resolver } from "type-graphql";
import type { Context } from "../context.js";
import type { ModelVersionRow, VersionInStore } from "../loaders/model-version.js";
import type { ModelInStore, RegisteredModelRow } from "../loaders/registered-model.js";
import { type GlobalId, type NodeType, parseGlobalId } from "../rules/global-id.js";
import { versionMax } from "../rules/model-source.js";
import { checkListLength } from "../rules/page.js";
import { Node } from "../types/node.js";
import { found, notFound } from "./arguments.js";

@Resolver()
export class NodeResolver {
  @Query(() => Node, {
    nullable: true,
    description: "Any object by its id; NOT_FOUND when it does not exist or is not visible.",
  })
  async node(@Arg("id", () => ID, { description: "An id that this graph gave out." }) id: string, @Ctx() ctx: Context) {
    return found(await load(parseGlobalId(id), ctx), "object with this id");
  }

  @Query(() => [Node], {
    nullable: "items",
    description:
      "Objects by their ids, in the same order; each that does not exist or is not visible is null, with an error.",
  })
  async nodes(
    @Arg("ids", () => [ID], { description: "At most 100 ids unless configured." }) ids: string[],
    @Ctx() ctx: Context,
  ) {
    checkListLength("ids", ids, ctx.limits.idsMax);
    const answers = await Promise.allSettled(ids.map(async (id) => load(parseGlobalId(id), ctx)));
    // An Error in a list becomes null and an error of its own.
    return answers.map((answer) =>
      answer.status === "fulfilled" ? (answer.value ?? notFound("object with this id")) : answer.reason,
    );
  }
}

type Load = (id: Omit<GlobalId, "type">, ctx: Context) => Promise<object | null>;

/** Loads what an id of the type names; null for what is absent or hidden. */
export const loadByType: Readonly<Record<NodeType, Load>> = {
  Store: async ({ store }, { loaders }) => ((await loaders.isStoreVisible(store)) ? { name: store } : null),
  Workspace: ({ store, key: [name = ""] }, { loaders }) =>
    loaders.workspace.load({ parent: { store, name }, args: undefined }),
  Experiment: ({ store, key: [mlflowId = ""] }, { loaders }) =>
    loaders.experiment.load({ parent: { store, mlflowId }, args: undefined }),
  Run: ({ store, key: [mlflowId = ""] }, { loaders }) =>
    loaders.run.load({ parent: { store, mlflowId }, args: undefined }),
  LoggedModel: ({ store, key: [mlflowId = ""] }, { loaders }) =>
    loaders.loggedModel.load({ parent: { store, mlflowId }, args: undefined }),
  Dataset: ({ store, key: [experimentId = "", name = "", digest = ""] }, { loaders }) =>
    loaders.dataset.load({ parent: { store, experimentId, name, digest }, args: undefined }),
  Trace: ({ store, key: [mlflowId = ""] }, { loaders }) =>
    loaders.trace.load({ parent: { store, mlflowId }, args: undefined }),
  RegisteredModel: (id, { loaders }) => ofModel(id, (key) => loaders.registeredModel.load(key)),
  Prompt: (id, { loaders }) => ofModel(id, (key) => loaders.prompt.load(key)),
  ModelVersion: (id, { loaders }) => ofVersion(id, (key) => loaders.modelVersion.load(key)),
  PromptVersion: (id, { loaders }) => ofVersion(id, (key) => loaders.promptVersion.load(key)),
};

/** A registered model or a prompt of this name, if it is still the one that was created then. */
async function ofModel(
  { store, key: [workspace = "", name = "", createdAt] }: Omit<GlobalId, "type">,
  find: (key: { parent: ModelInStore; args: undefined }) => Promise<RegisteredModelRow | null>,
): Promise<RegisteredModelRow | null> {
  const model = await find({ parent: { store, workspace, name }, args: undefined });
  return model && String(model.createdAt ?? "") === createdAt ? model : null;
}

async function ofVersion(
  { store, key: [workspace = "", name = "", modelCreatedAt, number = ""] }: Omit<GlobalId, "type">,
  find: (key: { parent: VersionInStore; args: undefined }) => Promise<ModelVersionRow | null>,
): Promise<ModelVersionRow | null> {
  const version = Number(number);
  if (!/^[1-9]\d*$/.test(number) || version > versionMax) return null;
  const row = await find({ parent: { store, workspace, name, version }, args: undefined });
  return row && String(row.modelCreatedAt ?? "") === modelCreatedAt ? row : null;
}

export async function load(id: GlobalId, ctx: Context): Promise<object | null> {
  const row = await loadByType[id.type](id, ctx);
  return row && { ...row, __typename: id.type };
}
