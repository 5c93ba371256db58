import type { Row } from "../recording/demo-tables.js";
import { createExperiment } from "../recording/record-experiment.js";
import { createRegisteredModel, moveToStage, registerLoggedModel, setAlias } from "../recording/record-registry.js";
import { pythonJson, type Recording } from "../recording/recording.js";
import { daysBefore, hourMs } from "./story-time.js";
import { evaluateVariant, type VariantEvaluation } from "./support-evaluation.js";
import { registerPrompts } from "./support-prompts.js";
import { traceConversations } from "./support-traces.js";
import { variants } from "./support-variants.js";

// Days before now on which all variants were evaluated, once for each version of the prompt.
const roundDays = [26, 18, 9];

const aliases = ["quality", "champion", "budget", "challenger"] as const;

/** Four variants of one assistant that trade cost against quality, three versions of its prompt, and traces of what they answered. */
export function tellSupportAssistant(recording: Recording, now: number): void {
  const experiment = createExperiment(recording, {
    name: "support-assistant/evaluation",
    createdAt: daysBefore(now, 30),
    note: "Answers customers' questions from the help pages. Cost is US dollars for a thousand answers.",
    tags: { team: "support", "mlflow.experiment.primaryMetric.name": "quality" },
  });
  registerPrompts(
    recording,
    experiment,
    roundDays.map((days) => daysBefore(now, days + 1)),
  );
  const rounds = roundDays.map((days, index) =>
    variants.map((variant, place) =>
      evaluateVariant(recording, {
        experiment,
        variant,
        promptVersion: index + 1,
        startTime: daysBefore(now, days) + place * hourMs,
      }),
    ),
  );
  const newest = rounds.at(-1) ?? [];
  registerVariants(recording, newest, now);
  for (const evaluation of newest) traceConversations(recording, experiment, evaluation);
}

function registerVariants(recording: Recording, evaluations: readonly VariantEvaluation[], now: number): void {
  const model = createRegisteredModel(recording, {
    name: "support-assistant",
    createdAt: daysBefore(now, 8.5),
    description: "Answers support questions. Each version is a variant: the choice is cost against quality.",
    tags: { owner: "support-platform", tier: "standard" },
  });
  const versions = evaluations.map(({ logged, variant, quality, costPer1k }) =>
    registerLoggedModel(recording, model, logged, {
      createdAt: daysBefore(now, 8),
      description: `${variant.language_model}: ${variant.remark}`,
      tags: {
        variant: variant.name,
        quality: quality.toFixed(3),
        cost_usd_per_1k: costPer1k.toFixed(2),
        prompt: pythonJson({ name: "support-answer", version: 3 }),
      },
    }),
  );
  for (const [index, alias] of aliases.entries()) aliasVersion(recording, versions[index], alias);
  const champion = versions[1];
  if (champion !== undefined) moveToStage(recording, champion, "Production", daysBefore(now, 7.5));
}

function aliasVersion(recording: Recording, version: Row<"model_versions"> | undefined, alias: string): void {
  if (version !== undefined) setAlias(recording, version, alias);
}
