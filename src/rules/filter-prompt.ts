import { invalid } from "./failure.js";
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

/** The tag in which MLflow keeps the experiments that a prompt was registered in: their ids between commas. */
const experimentsTag = "_mlflow_experiment_ids";

/**
 * MLflow's prompt search has a word of its own for the experiment that a prompt was registered in, and looks for it in a tag.
 *
 * @param search what a filter string means: comparisons that must all hold
 * @throws Failure INVALID for an experiment's id that is no number
 */
export function withExperimentTag(search: Condition): Condition {
  if ("and" in search) return { and: search.and.map(withExperimentTag) };
  if (!("text" in search) || search.field.kind !== "attribute" || search.field.name !== "experiment_id") return search;
  if (!/^\d+$/.test(search.text)) throw invalid("FILTER_STRING", "experiment_id must be a number, in quotes.");
  return { field: { kind: "tag", key: experimentsTag }, operator: "CONTAINS", text: `,${search.text},` };
}
