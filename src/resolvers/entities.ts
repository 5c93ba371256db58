import type { Context } from "../context.js";
import { invalid } from "../rules/failure.js";
import { type NodeType, nodeTypes, parseGlobalId } from "../rules/global-id.js";
import { loadByType } from "./node.js";

/** What names each type's objects outside of this graph, as the type's second `@key` has it. */
interface NaturalKeys {
  readonly Store: { readonly name: string };
  readonly Workspace: Of<NaturalKeys["Store"]> & { readonly name: string };
  readonly Experiment: Of<NaturalKeys["Store"]> & { readonly mlflowId: string };
  readonly Run: NaturalKeys["Experiment"];
  readonly LoggedModel: NaturalKeys["Experiment"];
  readonly Dataset: { readonly experiment: NaturalKeys["Experiment"]; readonly name: string; readonly digest: string };
  readonly RegisteredModel: NaturalKeys["Workspace"] & { readonly workspace: { readonly name: string } };
  readonly ModelVersion: { readonly registeredModel: NaturalKeys["RegisteredModel"]; readonly version: number };
  readonly Trace: NaturalKeys["Experiment"];
  readonly Prompt: NaturalKeys["RegisteredModel"];
  readonly PromptVersion: { readonly prompt: NaturalKeys["Prompt"]; readonly version: number };
}
type Of<Store> = { readonly store: Store };

type LoadByNaturalKey = {
  readonly [Type in NodeType]: (key: NaturalKeys[Type], ctx: Context) => Promise<object | null>;
};

/** Where a natural key is what the id is made of, it is loaded as the id is; where the id knows more, by the key alone. */
const loadByNaturalKey: LoadByNaturalKey = {
  Store: ({ name }, ctx) => loadByType.Store({ store: name, key: [] }, ctx),
  Workspace: ({ store, name }, ctx) => loadByType.Workspace({ store: store.name, key: [name] }, ctx),
  Experiment: ({ store, mlflowId }, ctx) => loadByType.Experiment({ store: store.name, key: [mlflowId] }, ctx),
  Run: ({ store, mlflowId }, ctx) => loadByType.Run({ store: store.name, key: [mlflowId] }, ctx),
  LoggedModel: ({ store, mlflowId }, ctx) => loadByType.LoggedModel({ store: store.name, key: [mlflowId] }, ctx),
  Dataset: ({ experiment, name, digest }, ctx) =>
    loadByType.Dataset({ store: experiment.store.name, key: [experiment.mlflowId, name, digest] }, ctx),
  Trace: ({ store, mlflowId }, ctx) => loadByType.Trace({ store: store.name, key: [mlflowId] }, ctx),
  RegisteredModel: (key, { loaders }) => loaders.registeredModel.load({ parent: modelIn(key), args: undefined }),
  Prompt: (key, { loaders }) => loaders.prompt.load({ parent: modelIn(key), args: undefined }),
  ModelVersion: ({ registeredModel, version }, { loaders }) =>
    loaders.modelVersion.load({ parent: { ...modelIn(registeredModel), version }, args: undefined }),
  PromptVersion: ({ prompt, version }, { loaders }) =>
    loaders.promptVersion.load({ parent: { ...modelIn(prompt), version }, args: undefined }),
};

function modelIn({ store, workspace, name }: NaturalKeys["RegisteredModel"]) {
  return { store: store.name, workspace: workspace.name, name };
}

type LoadEntity = (representation: Readonly<Record<string, unknown>>, ctx: Context) => Promise<object | null>;

/** By the entity's name; each takes a representation that holds one of its keys, as the graph's types have them. */
export const loadEntity: Readonly<Record<string, LoadEntity>> = Object.fromEntries(
  nodeTypes.map((type) => [type, loadOf(type)]),
);

function loadOf(type: NodeType): LoadEntity {
  return (representation, ctx) => {
    if (typeof representation.id !== "string") return loadByNaturalKey[type](representation as never, ctx);
    const id = parseGlobalId(representation.id);
    if (id.type !== type) throw invalid("ID_OF_ANOTHER_TYPE", "The representation's id is not one of its type.");
    return loadByType[type](id, ctx);
  };
}
