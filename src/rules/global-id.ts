import { invalid } from "./failure.js";

/** Every type that `node(id:)` can return, with the number of parts in its key. */
const keyLengths = {
  Store: 0,
  Workspace: 1,
  Experiment: 1,
  Run: 1,
  LoggedModel: 1,
  Trace: 1,
  /** experiment id, name, digest: MLflow's own primary key, since dataset_uuid is not unique. */
  Dataset: 3,
  /** workspace, name, creation time: a re-created model is another model. */
  RegisteredModel: 3,
  /** workspace, name, the model's creation time, version: MLflow restarts versions at 1 after a re-creation. */
  ModelVersion: 4,
  /** As a registered model, whose tables prompts share. */
  Prompt: 3,
  PromptVersion: 4,
} as const;

export type NodeType = keyof typeof keyLengths;
export const nodeTypes = Object.keys(keyLengths) as readonly NodeType[];

export interface GlobalId {
  readonly store: string;
  readonly type: NodeType;
  readonly key: readonly string[];
}

/** A dataset's name of 500 characters, each four bytes and so twelve escaped, already makes 8,700. */
const idLengthMax = 16_384;

/** Opaque id of an object: base64url of `store:Type:part:part`, each part percent-encoded. */
export function formatGlobalId(store: string, type: NodeType, ...key: string[]): string {
  return Buffer.from([store, type, ...key.map(encodeURIComponent)].join(":")).toString("base64url");
}

/** @throws Failure INVALID when the text is not an id that `formatGlobalId` could have made. */
export function parseGlobalId(id: string): GlobalId {
  const parsed = id.length <= idLengthMax ? read(id) : null;
  // One spelling per object: anything that does not format back to itself is refused.
  if (!parsed || formatGlobalId(parsed.store, parsed.type, ...parsed.key) !== id) throw malformed();
  return parsed;
}

function read(id: string): GlobalId | null {
  const [store = "", type = "", ...parts] = Buffer.from(id, "base64url").toString("utf8").split(":");
  if (!isNodeType(type) || parts.length !== keyLengths[type]) return null;
  try {
    return { store, type, key: parts.map(decodeURIComponent) };
  } catch {
    return null;
  }
}

function isNodeType(type: string): type is NodeType {
  return Object.hasOwn(keyLengths, type);
}

function malformed(): Error {
  return invalid("MALFORMED_ID", "This is not an id that this graph has given out.");
}
