import { createHmac } from "node:crypto";
import { contentTags, promptTag } from "./prompt-template.js";
import { type PlainJson, pythonJson } from "./python-json.js";
import type { TagInput } from "./tag-input.js";

/** As they were sent; of one key the last holds. */
type Tags = readonly TagInput[];

/** What happened to a registered model or a prompt, which MLflow keeps in the same tables. */
export type RegistryChange =
  | { readonly kind: "MODEL_CREATED"; readonly tags: Tags; readonly description: string | null }
  | {
      readonly kind: "VERSION_CREATED";
      readonly version: number;
      readonly source: string;
      readonly runId: string | null;
      readonly tags: Tags;
      readonly description: string | null;
    }
  | { readonly kind: "MODEL_TAG_SET"; readonly key: string; readonly value: string }
  | { readonly kind: "MODEL_TAG_DELETED"; readonly key: string }
  | { readonly kind: "VERSION_TAG_SET"; readonly version: number; readonly key: string; readonly value: string }
  | { readonly kind: "VERSION_TAG_DELETED"; readonly version: number; readonly key: string }
  /** Also when an alias moves. */
  | { readonly kind: "ALIAS_SET"; readonly alias: string; readonly version: number }
  | { readonly kind: "ALIAS_DELETED"; readonly alias: string };

/** An event of MLflow's webhooks, as `webhook_events` and MLflow's payloads name it. */
export interface WebhookEvent {
  readonly entity: string;
  readonly action: "created" | "set" | "deleted";
  readonly data: { readonly [name: string]: PlainJson };
}

/**
 * The event that MLflow 3.17 sends for a change; null where it sends none. Renames, stages, descriptions and deletions of models and
 * versions never are one, nor a registered model's tags.
 *
 * @param name of the registered model or prompt
 * @param ofPrompt whether the model's own tags say that it is a prompt; of what is created its tags in the change decide
 */
export function webhookEventOf(name: string, ofPrompt: boolean, change: RegistryChange): WebhookEvent | null {
  switch (change.kind) {
    case "MODEL_CREATED":
      return modelCreated(name, change);
    case "VERSION_CREATED":
      return versionCreated(name, change);
    case "MODEL_TAG_SET":
    case "MODEL_TAG_DELETED":
      return ofPrompt ? eventOf("prompt_tag", name, change) : null;
    case "VERSION_TAG_SET":
    case "VERSION_TAG_DELETED":
      return eventOf(ofPrompt ? "prompt_version_tag" : "model_version_tag", name, change);
    case "ALIAS_SET":
    case "ALIAS_DELETED":
      return eventOf(ofPrompt ? "prompt_alias" : "model_version_alias", name, change);
  }
}

/** What a tag's or an alias' event holds is what the change holds, in MLflow's order. */
function eventOf(
  entity: string,
  name: string,
  change: Exclude<RegistryChange, { kind: "MODEL_CREATED" | "VERSION_CREATED" }>,
): WebhookEvent {
  const { kind, ...rest } = change;
  const data = Object.fromEntries(
    ["alias", "version", "key", "value"].flatMap((part) =>
      part in rest ? [[part, String(rest[part as keyof typeof rest])]] : [],
    ),
  );
  const set = kind === "ALIAS_SET" ? "created" : "set";
  return { entity, action: kind.endsWith("_DELETED") ? "deleted" : set, data: { name, ...data } };
}

/** A model without a description has an empty one in its event, a version a null: both as MLflow has it. */
function modelCreated(name: string, { tags, ...change }: RegistryChange & { kind: "MODEL_CREATED" }): WebhookEvent {
  const description = change.description ?? "";
  const byKey = tagsByKey(tags);
  if (!isPrompt(byKey))
    return { entity: "registered_model", action: "created", data: { name, tags: byKey, description } };
  return {
    entity: "prompt",
    action: "created",
    data: { name, tags: without(byKey, [promptTag, typeTag]), description },
  };
}

function versionCreated(name: string, change: RegistryChange & { kind: "VERSION_CREATED" }): WebhookEvent {
  const version = String(change.version);
  const description = change.description || null;
  const tags = tagsByKey(change.tags);
  if (!isPrompt(tags)) {
    const data = { name, version, source: change.source, run_id: change.runId || null, tags, description };
    return { entity: "model_version", action: "created", data };
  }
  const data = {
    name,
    version,
    template: tags.get(textTag) ?? null,
    tags: without(tags, [textTag, promptTag, typeTag]),
    description,
  };
  return { entity: "prompt_version", action: "created", data };
}

const [textTag, typeTag] = contentTags;

function tagsByKey(tags: Tags): ReadonlyMap<string, string> {
  return new Map(tags.map(({ key, value }) => [key, value]));
}

/** Whether MLflow takes what has these tags for a prompt. */
function isPrompt(tags: ReadonlyMap<string, string>): boolean {
  return tags.get(promptTag)?.toLowerCase() === "true";
}

function without(tags: ReadonlyMap<string, string>, keys: readonly string[]): ReadonlyMap<string, string> {
  return new Map([...tags].filter(([key]) => !keys.includes(key)));
}

/**
 * The body of the request, as MLflow's server writes it.
 *
 * @param at epoch milliseconds
 * @param workspace null for a server without workspaces, which leaves the member out
 */
export function webhookBody({ entity, action, data }: WebhookEvent, at: number, workspace: string | null): string {
  const event = { entity, action, timestamp: pythonTime(at), data };
  return pythonJson(workspace === null ? event : { ...event, workspace });
}

/** Python's isoformat: six digits of a second's parts, or none of them. */
function pythonTime(at: number): string {
  const [second = "", parts = ""] = new Date(at).toISOString().slice(0, -1).split(".");
  return `${second}${parts === "000" ? "" : `.${parts}000`}+00:00`;
}

/**
 * The headers of the request. A receiver computes the signature again from two of them and the body, byte by byte.
 *
 * @param deliveryId a UUID of this delivery alone
 * @param at epoch milliseconds, when it is sent
 * @param secret null or empty for a webhook without one, whose requests are not signed
 */
export function webhookHeaders(
  deliveryId: string,
  at: number,
  body: string,
  secret: string | null,
): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(at / 1_000));
  const headers = {
    "Content-Type": "application/json",
    "X-MLflow-Delivery-Id": deliveryId,
    "X-MLflow-Timestamp": timestamp,
  };
  if (!secret) return headers;
  const signature = createHmac("sha256", secret).update(`${deliveryId}.${timestamp}.${body}`).digest("base64");
  return { ...headers, "X-MLflow-Signature": `v1,${signature}` };
}
