import { type PromptType, toPromptType } from "./enums.js";
import { parseJson, printJson } from "./stored-json.js";

/** The tag by which MLflow tells prompts from models, and their versions from models' versions. */
export const promptTag = "mlflow.prompt.is_prompt";

const textTag = "mlflow.prompt.text";
const typeTag = "_mlflow_prompt_type";
const responseFormatTag = "_mlflow_prompt_response_format";
const modelConfigTag = "_mlflow_prompt_model_config";

/** MLflow keeps what a prompt version is in these tags of the model version, and hides them among its tags. */
export const contentTags = [textTag, typeTag, responseFormatTag, modelConfigTag] as const;
export const reservedPromptTags: readonly string[] = [promptTag, ...contentTags];

/** What a prompt version holds. */
export interface PromptContent {
  readonly type: PromptType;
  /** As stored: a chat's messages as JSON text. Null for a version without any. */
  readonly template: string | null;
  /** Of a chat that can be read; null otherwise. */
  readonly messages: readonly PromptMessage[] | null;
  /** JSON text, as stored. */
  readonly responseFormat: string | null;
  readonly modelConfig: string | null;
}

export interface PromptMessage {
  readonly role: string;
  /** Text; JSON text where the message is made of parts; null for none. */
  readonly content: string | null;
}

export function promptContent(tags: Readonly<Record<string, string | null>>): PromptContent {
  const type = toPromptType(tags[typeTag] ?? null);
  const template = tags[textTag] ?? null;
  return {
    type,
    template,
    messages: type === "CHAT" ? messagesOf(template) : null,
    responseFormat: tags[responseFormatTag] ?? null,
    modelConfig: tags[modelConfigTag] ?? null,
  };
}

/** All of a chat's messages, or null: one that cannot be read must not be left out silently. */
function messagesOf(template: string | null): readonly PromptMessage[] | null {
  const list = parseJson(template);
  if (!Array.isArray(list)) return null;
  const messages = list.flatMap((message) => messageOf(message) ?? []);
  return messages.length === list.length ? messages : null;
}

function messageOf(message: unknown): PromptMessage | null {
  if (typeof message !== "object" || message === null) return null;
  const { role, content = null } = message as { role?: unknown; content?: unknown };
  if (typeof role !== "string") return null;
  if (typeof content === "string" || content === null) return { role, content };
  const text = printJson(content);
  return text === null ? null : { role, content: text };
}
