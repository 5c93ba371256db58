import type { Row } from "../recording/demo-tables.js";
import { type Random, round6 } from "../recording/random.js";
import { recordDataset, tableProfile, tableSchema } from "../recording/record-experiment.js";
import { logModel, logModelMetrics } from "../recording/record-logged-model.js";
import { type CodeSource, createRun, finishRun, logDataset, logParams, logPoints } from "../recording/record-run.js";
import { pythonJson, type Recording } from "../recording/recording.js";
import { minuteMs } from "./story-time.js";
import type { SupportVariant } from "./support-variants.js";

export const supportUser = "svc-support-evaluation";
const questions = 150;

export interface EvaluationPlan {
  readonly experiment: Row<"experiments">;
  readonly variant: SupportVariant;
  readonly promptVersion: number;
  readonly startTime: number;
}

export interface VariantEvaluation extends EvaluationPlan {
  readonly run: Row<"runs">;
  readonly logged: Row<"logged_models">;
  readonly code: CodeSource;
  readonly quality: number;
  readonly costPer1k: number;
}

interface Answer {
  readonly quality: number;
  readonly faithfulness: number;
  readonly latencyMs: number;
  readonly costUsd: number;
}

/** One variant with one version of the prompt against the golden questions: a point a question, and the means on the logged model. */
export function evaluateVariant(recording: Recording, plan: EvaluationPlan): VariantEvaluation {
  const { experiment, variant, promptVersion, startTime } = plan;
  const code: CodeSource = {
    script: "evaluate.py",
    repositoryUrl: "https://git.example.org/support/assistant.git",
    branch: "main",
    commit: recording.random.hex(40),
  };
  const linkedPrompts = pythonJson([{ name: "support-answer", version: String(promptVersion) }]);
  const run = createRun(recording, {
    experiment,
    name: `${variant.name} prompt ${promptVersion}`,
    user: supportUser,
    startTime,
    code,
    tags: { variant: variant.name, "mlflow.linkedPrompts": linkedPrompts },
  });
  const params = { language_model: variant.language_model, temperature: 0.2, prompt_version: promptVersion };
  logParams(recording, run, { ...params, questions });
  const dataset = goldenQuestions(recording, experiment);
  logDataset(recording, run, dataset, "evaluation");
  const answers = Array.from({ length: questions }, () => answerOne(recording.random, plan));
  logAnswers(recording, run, answers, startTime);
  const endTime = startTime + 50 * minuteMs;
  const logged = logModel(recording, {
    run,
    experiment,
    name: `support-${variant.name}`,
    modelType: "agent",
    createdAt: startTime + minuteMs,
    code,
    step: 0,
    params,
    tags: { "mlflow.linkedPrompts": linkedPrompts },
  });
  const quality = round6(mean(answers.map((answer) => answer.quality)));
  const costPer1k = round6(1_000 * mean(answers.map((answer) => answer.costUsd)));
  const values = {
    quality,
    faithfulness: round6(mean(answers.map((answer) => answer.faithfulness))),
    cost_usd_per_1k: costPer1k,
    latency_p95_ms: percentile95(answers.map((answer) => answer.latencyMs)),
  };
  logModelMetrics(recording, run, logged, { values, timestamp: endTime, step: questions - 1, dataset });
  finishRun(run, "FINISHED", endTime + minuteMs);
  return { ...plan, run, logged, code, quality, costPer1k };
}

function goldenQuestions(recording: Recording, experiment: Row<"experiments">): Row<"datasets"> {
  return recordDataset(recording, experiment, {
    name: "support-golden-questions",
    digest: "b2f90d17",
    uri: "s3://support-lake/golden-questions/v4.parquet",
    schema: tableSchema({ question: "string", expected_answer: "string", topic: "string" }),
    profile: tableProfile(questions, 3),
  });
}

function answerOne(random: Random, { variant, promptVersion }: EvaluationPlan): Answer {
  const promptGain = 0.03 * (promptVersion - 3);
  const inputTokens = 900 + 350 * promptVersion + random.integer(0, 400);
  const outputTokens = (promptVersion === 3 ? 110 : 190) + random.integer(0, 60);
  return {
    quality: clamp(variant.quality + promptGain + 0.08 * random.normal()),
    faithfulness: clamp(variant.quality + 0.04 + 1.6 * promptGain + 0.05 * random.normal()),
    latencyMs: Math.max(
      Math.round(variant.latencyMs * (0.7 + 0.003 * outputTokens) * (1 + 0.15 * random.normal())),
      80,
    ),
    costUsd: (inputTokens * variant.inputPrice + outputTokens * variant.outputPrice) / 1e6,
  };
}

function logAnswers(recording: Recording, run: Row<"runs">, answers: readonly Answer[], startTime: number): void {
  for (const [step, answer] of answers.entries()) {
    const timestamp = startTime + minuteMs + step * 19_000;
    logPoints(recording, run, [
      { key: "answer/quality", value: answer.quality, timestamp, step },
      { key: "answer/faithfulness", value: answer.faithfulness, timestamp, step },
      { key: "answer/latency_ms", value: answer.latencyMs, timestamp, step },
      { key: "answer/cost_usd", value: round6(answer.costUsd), timestamp, step },
    ]);
  }
}

function clamp(value: number): number {
  return round6(Math.min(Math.max(value, 0), 1));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function percentile95(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.ceil(values.length * 0.95) - 1] ?? 0;
}
