import type { Row } from "../recording/demo-tables.js";
import { type Random, round6 } from "../recording/random.js";
import { recordDataset, tableProfile, tableSchema } from "../recording/record-experiment.js";
import { logModel, logModelMetrics } from "../recording/record-logged-model.js";
import { type CodeSource, createRun, finishRun, logDataset, logParams, logPoints } from "../recording/record-run.js";
import type { Recording } from "../recording/recording.js";
import { fallingCurve, risingCurve } from "./curves.js";
import { isoDay, minuteMs, secondMs } from "./story-time.js";

const user = "svc-risk-training";
const trialsPerSweep = 8;
const rounds = 150;
const trialMs = 14 * minuteMs;

export interface FraudSweepPlan {
  readonly experiment: Row<"experiments">;
  /** From 1. */
  readonly number: number;
  readonly startTime: number;
}

export interface FraudSweep {
  readonly number: number;
  readonly endTime: number;
  readonly best: Row<"logged_models">;
  readonly bestScore: number;
}

interface Trial {
  readonly run: Row<"runs">;
  readonly score: number;
  readonly endTime: number;
  readonly depth: number;
}

/** One parent run, eight trials below it, and the best trial's model. */
export function runFraudSweep(recording: Recording, plan: FraudSweepPlan): FraudSweep {
  const { experiment, number, startTime } = plan;
  const code = codeAt(recording.random);
  const parent = createRun(recording, {
    experiment,
    name: `sweep-${number}`,
    user,
    startTime,
    code,
    tags: { sweep: String(number) },
  });
  logParams(recording, parent, { search: "random", trials: trialsPerSweep, objective: "aucpr" });
  const datasets = sweepDatasets(recording, plan);
  logDataset(recording, parent, datasets.training, "training");
  const trials = Array.from({ length: trialsPerSweep }, (_, index) =>
    runTrial(recording, { ...plan, code, parent, datasets, index }),
  );
  const best = trials.reduce((winner, trial) => (trial.score > winner.score ? trial : winner));
  logPoints(recording, parent, bestSoFar(trials));
  const endTime = startTime + trialsPerSweep * trialMs + 2 * minuteMs;
  finishRun(parent, "FINISHED", endTime);
  return { number, endTime, best: saveBest(recording, plan, best, datasets.holdout, code), bestScore: best.score };
}

interface SweepDatasets {
  readonly training: Row<"datasets">;
  readonly holdout: Row<"datasets">;
}

function sweepDatasets(recording: Recording, { experiment, number, startTime }: FraudSweepPlan): SweepDatasets {
  const schema = tableSchema({
    amount: "double",
    merchant_category: "string",
    country: "string",
    hour: "long",
    card_present: "boolean",
    is_fraud: "long",
  });
  const training = recordDataset(recording, experiment, {
    name: "card-transactions",
    digest: recording.random.hex(8),
    uri: `s3://risk-lake/card-transactions/until=${isoDay(startTime)}/`,
    schema,
    profile: tableProfile(4_100_000 + number * 61_000 + recording.random.integer(0, 9_999), 6),
  });
  const holdout = recordDataset(recording, experiment, {
    name: "card-transactions-holdout",
    digest: "7c1d93e2",
    uri: "s3://risk-lake/card-transactions-holdout/v2/",
    schema,
    profile: tableProfile(512_000, 6),
  });
  return { training, holdout };
}

interface TrialPlan extends FraudSweepPlan {
  readonly code: CodeSource;
  readonly parent: Row<"runs">;
  readonly datasets: SweepDatasets;
  readonly index: number;
}

function runTrial(recording: Recording, plan: TrialPlan): Trial {
  const { random } = recording;
  const startTime = plan.startTime + minuteMs + plan.index * trialMs;
  const depth = random.integer(4, 9);
  const eta = random.pick([0.02, 0.05, 0.1, 0.2]);
  const run = createRun(recording, {
    ...plan,
    name: `sweep-${plan.number}-trial-${plan.index + 1}`,
    user,
    startTime,
    tags: { sweep: String(plan.number) },
  });
  logParams(recording, run, {
    max_depth: depth,
    eta,
    subsample: round6(random.between(0.6, 1)),
    min_child_weight: random.integer(1, 40),
    num_boost_round: rounds,
    decision_threshold: plan.number === 6 ? 0.41 : 0.58,
  });
  logDataset(recording, run, plan.datasets.training, "training");
  logDataset(recording, run, plan.datasets.holdout, "validation");
  const reachable = 0.74 + 0.011 * plan.number - 0.006 * Math.abs(depth - 7) - 0.12 * Math.abs(eta - 0.07);
  const loss = fallingCurve(random, { start: 0.69, end: 0.052 - 0.001 * plan.number, half: 0.7 / eta, noise: 0.002 });
  const validationLoss = fallingCurve(random, {
    start: 0.69,
    end: 0.061 - 0.001 * plan.number,
    half: 0.8 / eta,
    noise: 0.003,
  });
  const aucpr = risingCurve(random, { start: 0.31, end: reachable, half: 0.5 / eta, noise: 0.008, cap: 0.999 });
  for (let step = 0; step < rounds; step += 1) {
    const timestamp = startTime + 20 * secondMs + step * 5 * secondMs;
    logPoints(recording, run, [
      { key: "train-logloss", value: loss(step), timestamp, step },
      { key: "validation-logloss", value: validationLoss(step), timestamp, step },
      { key: "aucpr", value: aucpr(step), timestamp, step },
    ]);
  }
  const endTime = startTime + trialMs - 20 * secondMs;
  finishRun(run, "FINISHED", endTime);
  return { run, score: Number(recording.latest.get(`${run.run_uuid} aucpr`)?.value), endTime, depth };
}

function bestSoFar(trials: readonly Trial[]): { key: string; value: number; timestamp: number; step: number }[] {
  return trials.map(({ endTime }, step) => ({
    key: "best_aucpr",
    value: Math.max(...trials.slice(0, step + 1).map((trial) => trial.score)),
    timestamp: endTime,
    step,
  }));
}

function saveBest(
  recording: Recording,
  { experiment, number }: FraudSweepPlan,
  { run, score, endTime, depth }: Trial,
  holdout: Row<"datasets">,
  code: CodeSource,
): Row<"logged_models"> {
  const createdAt = endTime - 15 * secondMs;
  const model = logModel(recording, {
    run,
    experiment,
    name: "fraud-detector",
    modelType: "boosted-trees",
    createdAt,
    code,
    step: rounds - 1,
    params: { max_depth: depth, num_boost_round: rounds },
    tags: { sweep: String(number) },
  });
  const { random } = recording;
  logModelMetrics(recording, run, model, {
    values: {
      holdout_aucpr: round6(score - random.between(0.002, 0.008)),
      holdout_recall_at_p90: round6(0.52 + (score - 0.7) * 1.4),
      holdout_brier: round6(0.011 - (score - 0.7) * 0.02),
    },
    timestamp: createdAt + 5 * secondMs,
    step: rounds - 1,
    dataset: holdout,
  });
  return model;
}

function codeAt(random: Random): CodeSource {
  return {
    script: "train_sweep.py",
    repositoryUrl: "https://git.example.org/risk/fraud-detector.git",
    branch: "main",
    commit: random.hex(40),
  };
}
