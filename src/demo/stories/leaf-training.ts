import type { Row } from "../recording/demo-tables.js";
import { type Random, round6 } from "../recording/random.js";
import { type DatasetPlan, recordDataset } from "../recording/record-experiment.js";
import { linkModel, logModel, logModelMetrics } from "../recording/record-logged-model.js";
import {
  type CodeSource,
  createRun,
  finishRun,
  logDataset,
  logParams,
  logPoints,
  type Point,
} from "../recording/record-run.js";
import type { Recording } from "../recording/recording.js";
import { fallingCurve, risingCurve } from "./curves.js";
import { minuteMs } from "./story-time.js";

export const leafUser = "svc-vision-training";
const epochs = 40;
const stepsPerEpoch = 50;
const checkpointEpochs = [19, 39];
const systemSampleSteps = 20;
const divergesAtStep = 610;
const killedAtStep = 260;

export interface LeafRunPlan {
  readonly experiment: Row<"experiments">;
  readonly dataset: DatasetPlan;
  readonly architecture: "resnet18" | "mobilenet-v3" | "vit-tiny";
  readonly learningRate: number;
  readonly augmentation: "light" | "strong";
  readonly startTime: number;
  readonly durationMs: number;
}

export interface LeafRun {
  readonly run: Row<"runs">;
  readonly architecture: string;
  readonly accuracy: number;
  /** Oldest first; none when the run did not end well. */
  readonly checkpoints: readonly Row<"logged_models">[];
}

/** One training run. With a learning rate of 0.3 the transformer diverges to NaN and fails, and the smallest network is stopped by hand. */
export function trainLeafClassifier(recording: Recording, plan: LeafRunPlan): LeafRun {
  const { architecture, learningRate, augmentation, startTime, durationMs } = plan;
  const code = leafCode(recording.random);
  const name = `${architecture} lr=${learningRate} ${augmentation}`;
  const run = createRun(recording, { ...plan, name, user: leafUser, code, tags: { architecture } });
  logParams(recording, run, {
    architecture,
    learning_rate: learningRate,
    augmentation,
    epochs,
    batch_size: 64,
    optimizer: "sgd",
  });
  logDataset(recording, run, recordDataset(recording, plan.experiment, plan.dataset), "training");
  const outcome = outcomeOf(plan);
  const stepMs = durationMs / (epochs * stepsPerEpoch);
  const lossAt = lossCurve(recording.random, plan, outcome);
  const validate = validationCurves(recording.random, plan);
  const checkpoints: Row<"logged_models">[] = [];
  for (let step = 0; step < outcome.steps; step += 1) {
    const timestamp = startTime + Math.round(step * stepMs);
    logPoints(recording, run, trainingPoints(recording.random, { step, timestamp, loss: lossAt(step) }));
    const epoch = (step + 1) / stepsPerEpoch - 1;
    if (!Number.isInteger(epoch)) continue;
    logPoints(recording, run, validate(epoch, timestamp, step));
    if (outcome.status === "FINISHED" && checkpointEpochs.includes(epoch)) {
      checkpoints.push(saveCheckpoint(recording, plan, { run, code, step, createdAt: timestamp }));
    }
  }
  finishRun(run, outcome.status, startTime + Math.round(outcome.steps * stepMs) + minuteMs);
  return {
    run,
    architecture,
    checkpoints,
    accuracy: Number(recording.latest.get(`${run.run_uuid} val_accuracy`)?.value ?? 0),
  };
}

/** A nested run that looks at the newest checkpoint with photos from the field. */
export function fieldCheck(
  recording: Recording,
  experiment: Row<"experiments">,
  leaf: LeafRun,
  photos: DatasetPlan,
): void {
  const model = leaf.checkpoints.at(-1);
  if (model === undefined) return;
  const startTime = Number(leaf.run.end_time) + 10 * minuteMs;
  const code = leafCode(recording.random);
  const run = createRun(recording, {
    experiment,
    name: `${leaf.run.name} field check`,
    user: leafUser,
    startTime,
    code,
    parent: leaf.run,
  });
  linkModel(recording, run, model, "input");
  const dataset = recordDataset(recording, experiment, photos);
  logDataset(recording, run, dataset, "evaluation");
  const values = {
    field_accuracy: round6(leaf.accuracy - recording.random.between(0.03, 0.07)),
    field_unknown_rate: round6(recording.random.between(0.02, 0.05)),
  };
  logModelMetrics(recording, run, model, { values, timestamp: startTime + 4 * minuteMs, step: 0, dataset });
  finishRun(run, "FINISHED", startTime + 5 * minuteMs);
}

export function leafCode(random: Random): CodeSource {
  return {
    script: "train_leaf.py",
    repositoryUrl: "https://git.example.org/vision/leaf-disease.git",
    branch: "main",
    commit: random.hex(40),
  };
}

interface Outcome {
  readonly status: "FINISHED" | "FAILED" | "KILLED";
  readonly steps: number;
}

function outcomeOf({ architecture, learningRate, augmentation }: LeafRunPlan): Outcome {
  if (learningRate < 0.1 || augmentation === "light") return { status: "FINISHED", steps: epochs * stepsPerEpoch };
  if (architecture === "vit-tiny") return { status: "FAILED", steps: divergesAtStep + 40 };
  if (architecture === "mobilenet-v3") return { status: "KILLED", steps: killedAtStep };
  return { status: "FINISHED", steps: epochs * stepsPerEpoch };
}

function lossCurve(random: Random, { learningRate }: LeafRunPlan, { status }: Outcome): (step: number) => number {
  const curve = fallingCurve(random, { start: 3.6, end: learningRate === 0.01 ? 0.11 : 0.34, half: 90, noise: 0.16 });
  return (step) => {
    if (status !== "FAILED" || step < divergesAtStep - 30) return Math.max(curve(step), 0.01);
    if (step < divergesAtStep) return round6(0.6 + (step - divergesAtStep + 31) ** 2 * 0.9);
    return step === divergesAtStep ? Number.POSITIVE_INFINITY : Number.NaN;
  };
}

function trainingPoints(random: Random, at: { step: number; timestamp: number; loss: number }): Point[] {
  const { step, timestamp, loss } = at;
  const point = (key: string, value: number): Point => ({ key, value, timestamp, step });
  if (step % systemSampleSteps !== 0) return [point("train_loss", loss)];
  return [
    point("train_loss", loss),
    point("system/gpu_0_utilization_percentage", round6(92 + 3 * random.normal())),
    point("system/system_memory_usage_percentage", round6(41 + 0.002 * step + 0.5 * random.normal())),
  ];
}

function validationCurves(
  random: Random,
  plan: LeafRunPlan,
): (epoch: number, timestamp: number, step: number) => Point[] {
  const strength = { resnet18: 0.9, "mobilenet-v3": 0.88, "vit-tiny": 0.93 }[plan.architecture];
  const reachable = strength + (plan.augmentation === "strong" ? 0.025 : 0) - (plan.learningRate === 0.01 ? 0 : 0.05);
  const accuracy = risingCurve(random, { start: 0.18, end: reachable, half: 2.5, noise: 0.01, cap: 0.995 });
  const loss = fallingCurve(random, { start: 3.4, end: 1.25 - reachable, half: 3, noise: 0.05 });
  return (epoch, timestamp, step) => [
    { key: "val_accuracy", value: accuracy(epoch), timestamp, step },
    { key: "val_loss", value: loss(epoch), timestamp, step },
    { key: "learning_rate", value: round6(plan.learningRate * (1 - epoch / epochs)), timestamp, step },
    { key: "epoch", value: epoch, timestamp, step },
  ];
}

function saveCheckpoint(
  recording: Recording,
  plan: LeafRunPlan,
  at: { run: Row<"runs">; code: CodeSource; step: number; createdAt: number },
): Row<"logged_models"> {
  const model = logModel(recording, {
    ...at,
    experiment: plan.experiment,
    name: "leaf-classifier",
    modelType: plan.architecture,
    params: { architecture: plan.architecture, step: at.step },
  });
  const accuracy = Number(recording.latest.get(`${at.run.run_uuid} val_accuracy`)?.value);
  logModelMetrics(recording, at.run, model, {
    values: { checkpoint_accuracy: accuracy },
    timestamp: at.createdAt + 1_500,
    step: at.step,
    dataset: recordDataset(recording, plan.experiment, plan.dataset),
  });
  return model;
}
