import type { Row } from "../recording/demo-tables.js";
import { createRandom, round6 } from "../recording/random.js";
import { type DatasetPlan, recordDataset } from "../recording/record-experiment.js";
import { createRun, logDataset, logParams, logPoints, type Point } from "../recording/record-run.js";
import type { Recording } from "../recording/recording.js";
import { leafCode, leafUser } from "./leaf-training.js";
import { secondMs } from "./story-time.js";

/** Marks the runs that go on training while the demo is up. */
export const nightlyTag = { key: "schedule", value: "nightly" } as const;
export const nightlySteps = 1_200;
const validationSteps = 20;
const systemSteps = 10;
const stepsBeforeFill = 480;

/** The first nightly run, eight minutes old and RUNNING. */
export function startNightlyRun(
  recording: Recording,
  experiment: Row<"experiments">,
  dataset: DatasetPlan,
  now: number,
): void {
  const startTime = now - stepsBeforeFill * secondMs;
  const run = createNightlyRun(recording, { experiment, dataset, number: 1, startTime });
  for (let step = 0; step < stepsBeforeFill; step += 1) {
    logPoints(recording, run, nightlyPoints(String(run.run_uuid), step, startTime + step * secondMs));
  }
}

export interface NightlyPlan {
  readonly experiment: Row<"experiments">;
  readonly dataset: DatasetPlan;
  readonly number: number;
  readonly startTime: number;
}

export function createNightlyRun(recording: Recording, plan: NightlyPlan): Row<"runs"> {
  const run = createRun(recording, {
    experiment: plan.experiment,
    name: `nightly-${plan.number}`,
    user: leafUser,
    startTime: plan.startTime,
    code: leafCode(recording.random),
    note: "Trains while the demo is up: one point a second.",
    tags: { [nightlyTag.key]: nightlyTag.value, architecture: "vit-tiny" },
  });
  logParams(recording, run, { architecture: "vit-tiny", learning_rate: 0.01, batch_size: 64, steps: nightlySteps });
  logDataset(recording, run, recordDataset(recording, plan.experiment, plan.dataset), "training");
  return run;
}

/** What a nightly run logs at one step: a function of run and step, so that a restarted demo goes on as if nothing had been. */
export function nightlyPoints(runId: string, step: number, timestamp: number): Point[] {
  const random = createRandom(`${runId}/${step}`);
  const rest = 1 / (1 + step / 70);
  const accuracy = 0.955 - 0.8 * rest;
  const point = (key: string, value: number): Point => ({ key, value: round6(value), timestamp, step });
  const points = [
    point("train_loss", Math.max(0.12 + 3.4 * rest + random.normal() * 0.12 * (0.25 + rest), 0.01)),
    point("train_accuracy", Math.min(accuracy + 0.02 + 0.012 * random.normal(), 0.999)),
  ];
  if (step % validationSteps === 0) points.push(point("val_accuracy", Math.max(accuracy + 0.006 * random.normal(), 0)));
  if (step % systemSteps === 0) points.push(point("system/gpu_0_utilization_percentage", 91 + 3 * random.normal()));
  return points;
}
