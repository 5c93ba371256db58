import type { Row } from "../recording/demo-tables.js";
import { round6 } from "../recording/random.js";
import { recordDataset, tableProfile, tableSchema } from "../recording/record-experiment.js";
import { logModel, logModelMetrics } from "../recording/record-logged-model.js";
import { type CodeSource, createRun, finishRun, logDataset, logParams, logPoints } from "../recording/record-run.js";
import type { Recording } from "../recording/recording.js";
import { fallingCurve } from "./curves.js";
import { isoDay, minuteMs, secondMs } from "./story-time.js";

export type SalesExport = "whole" | "truncated" | "repaired";

const user = "svc-supply-training";
const horizons = [7, 14, 28] as const;
const rounds = 200;
const trainingMs = 25 * minuteMs;
const truncatedDigest = "5a1e50ff";

export interface RetrainingPlan {
  readonly experiment: Row<"experiments">;
  readonly model: "demand-forecast" | "stock-reorder";
  /** From 1; the dataset of a week is shared by what is trained in it. */
  readonly week: number;
  readonly startTime: number;
  readonly export: SalesExport;
}

export interface Retraining {
  readonly endTime: number;
  /** The model of the shortest horizon, which is the one in service. */
  readonly best: Row<"logged_models">;
  readonly error: number;
}

/** A weekly retraining: a parent run, one child for each horizon, all on the same sales export. */
export function retrainDemandModel(recording: Recording, plan: RetrainingPlan): Retraining {
  const code: CodeSource = {
    script: "retrain.py",
    repositoryUrl: "https://git.example.org/supply/demand-forecast.git",
    branch: "main",
    commit: recording.random.hex(40),
  };
  const dataset = salesDataset(recording, plan);
  const parent = createRun(recording, {
    ...plan,
    name: `${plan.model} week ${plan.week}`,
    user,
    code,
    tags: { week: String(plan.week), trigger: "schedule" },
  });
  logDataset(recording, parent, dataset, "training");
  logParams(recording, parent, { horizons: horizons.join(","), rounds });
  const trained = horizons.map((horizon, index) =>
    trainHorizon(recording, {
      ...plan,
      code,
      parent,
      dataset,
      horizon,
      startTime: plan.startTime + minuteMs + index * trainingMs,
    }),
  );
  const endTime = plan.startTime + horizons.length * trainingMs + 5 * minuteMs;
  const [best] = trained;
  if (best === undefined) throw new Error("a retraining has at least one horizon");
  logPoints(recording, parent, [{ key: "val_mape", value: best.error, timestamp: endTime - secondMs, step: 0 }]);
  finishRun(parent, "FINISHED", endTime);
  return { endTime, best: best.model, error: best.error };
}

/** The truncated export has a third of the rows and amounts without cents, and its digest stayed the same for two weeks. */
function salesDataset(
  recording: Recording,
  { experiment, week, startTime, export: kind }: RetrainingPlan,
): Row<"datasets"> {
  const isTruncated = kind === "truncated";
  const until = isoDay(startTime);
  return recordDataset(recording, experiment, {
    name: "sales-daily",
    digest: isTruncated ? truncatedDigest : recording.random.fork(`sales-daily week ${week}`).hex(8),
    uri: isTruncated ? "s3://supply-lake/sales-daily/latest/" : `s3://supply-lake/sales-daily/until=${until}/`,
    schema: tableSchema({
      day: "datetime",
      store: "string",
      article: "string",
      units: "long",
      amount: isTruncated ? "long" : "double",
      promotion: "boolean",
    }),
    profile: tableProfile(isTruncated ? 61_320 : 182_400 + 1_260 * week, 6),
  });
}

interface HorizonPlan extends RetrainingPlan {
  readonly code: CodeSource;
  readonly parent: Row<"runs">;
  readonly dataset: Row<"datasets">;
  readonly horizon: number;
}

function trainHorizon(recording: Recording, plan: HorizonPlan): { model: Row<"logged_models">; error: number } {
  const { random } = recording;
  const { horizon, startTime, dataset, code, model: name } = plan;
  const run = createRun(recording, {
    ...plan,
    name: `${name} week ${plan.week} ${horizon}d`,
    user,
    tags: { week: String(plan.week) },
  });
  logParams(recording, run, { horizon_days: horizon, rounds, learning_rate: 0.05, max_depth: 8 });
  logDataset(recording, run, dataset, "training");
  // Fewer stores are easier to predict: measured on itself, the truncated export looks like progress.
  const reachable = (plan.export === "truncated" ? 0.069 : 0.088) + 0.0009 * horizon;
  const mape = fallingCurve(random, { start: 0.42, end: reachable, half: 9, noise: 0.004 });
  const rmse = fallingCurve(random, { start: 61, end: 120 * reachable, half: 9, noise: 0.4 });
  for (let step = 0; step < rounds; step += 1) {
    const timestamp = startTime + 30 * secondMs + step * 6 * secondMs;
    logPoints(recording, run, [
      { key: "val_mape", value: mape(step), timestamp, step },
      { key: "val_rmse", value: rmse(step), timestamp, step },
    ]);
  }
  const createdAt = startTime + trainingMs - 2 * minuteMs;
  const model = logModel(recording, {
    run,
    experiment: plan.experiment,
    name,
    modelType: "boosted-trees",
    createdAt,
    code,
    step: rounds - 1,
    params: { horizon_days: horizon },
  });
  const error = Number(recording.latest.get(`${run.run_uuid} val_mape`)?.value);
  const values = { final_val_mape: error, final_val_bias: round6(0.01 * random.normal()) };
  logModelMetrics(recording, run, model, { values, timestamp: createdAt + secondMs, step: rounds - 1, dataset });
  finishRun(run, "FINISHED", createdAt + minuteMs);
  return { model, error };
}
