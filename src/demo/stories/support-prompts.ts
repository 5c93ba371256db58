import type { Row } from "../recording/demo-tables.js";
import {
  createRegisteredModel,
  type PromptPlan,
  registerPromptVersion,
  setAlias,
} from "../recording/record-registry.js";
import type { Recording } from "../recording/recording.js";

const answerTemplates: readonly Omit<PromptPlan, "createdAt">[] = [
  { commitMessage: "First wording.", template: "Answer the customer's question.\n\nQuestion: {{question}}" },
  {
    commitMessage: "Answer from the help pages only.",
    template:
      "Answer the question from these help pages; say so when they do not tell.\n\n{{pages}}\n\nQuestion: {{question}}",
  },
  {
    commitMessage: "As a chat, and shorter answers.",
    template: [
      {
        role: "system",
        content: "You answer support questions from these help pages, in at most five sentences:\n{{pages}}",
      },
      { role: "user", content: "{{question}}" },
    ],
  },
];

const triageTemplate: Omit<PromptPlan, "createdAt"> = {
  commitMessage: "Sorts questions by topic.",
  template: "Which topic fits best: billing, delivery, account, other?\n\nQuestion: {{question}}",
};

/** Two prompts; `times` are the creation times of the versions of `support-answer`. */
export function registerPrompts(recording: Recording, experiment: Row<"experiments">, times: readonly number[]): void {
  const plans = answerTemplates.map((template, index) => ({ ...template, createdAt: times[index] ?? 0 }));
  const answers = registerPrompt(recording, experiment, { name: "support-answer", task: "answer", plans });
  for (const [index, alias] of ["first", "previous", "production"].entries()) {
    const version = answers[index];
    if (version !== undefined) setAlias(recording, version, alias);
  }
  const triage = { ...triageTemplate, createdAt: times[0] ?? 0 };
  registerPrompt(recording, experiment, { name: "support-triage", task: "classify", plans: [triage] });
}

function registerPrompt(
  recording: Recording,
  experiment: Row<"experiments">,
  { name, task, plans }: { name: string; task: string; plans: readonly PromptPlan[] },
): Row<"model_versions">[] {
  const [first] = plans;
  const prompt = createRegisteredModel(recording, {
    name,
    createdAt: first?.createdAt ?? 0,
    description: first?.commitMessage ?? "",
    tags: { "mlflow.prompt.is_prompt": "true", task, _mlflow_experiment_ids: `,${experiment.experiment_id},` },
  });
  return plans.map((plan) => registerPromptVersion(recording, prompt, plan));
}
