import { type Condition, never } from "./filter.js";
import { promptTag } from "./prompt-template.js";

/**
 * MLflow's registry searches take a comparison on the prompt tag for a switch between models and prompts, and drop it
 * where models are wanted. Where prompts are wanted there are none: this list holds models only.
 *
 * @param search what a filter string means: comparisons that must all hold
 */
export function withoutPromptSwitch(search: Condition): Condition {
  if (!("and" in search)) return search;
  const first = search.and.find(isOnPromptTag);
  if (first && wantsPrompts(first)) return never;
  return { and: search.and.filter((clause) => !isOnPromptTag(clause)) };
}

function isOnPromptTag(clause: Condition): boolean {
  return "operator" in clause && clause.field.kind === "tag" && clause.field.key === promptTag;
}

function wantsPrompts(clause: Condition): boolean {
  if (!("text" in clause)) return false;
  const wanted = { "=": "true", "!=": "false" }[clause.operator as string];
  return clause.text.toLowerCase() === wanted;
}
