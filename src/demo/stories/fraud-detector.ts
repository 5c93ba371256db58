import type { Row } from "../recording/demo-tables.js";
import { createExperiment } from "../recording/record-experiment.js";
import {
  createRegisteredModel,
  deleteVersion,
  moveToStage,
  registerLoggedModel,
  setAlias,
  setVersionTags,
} from "../recording/record-registry.js";
import type { Recording } from "../recording/recording.js";
import { type FraudService, watchFraudDetector } from "./fraud-live.js";
import { type FraudSweep, runFraudSweep } from "./fraud-sweep.js";
import { daysBefore, hourMs } from "./story-time.js";

// Days before now on which a sweep ran; six of the eight led to a version.
const sweepDays = [82, 68, 54, 47, 33, 22, 10, 4];
const sweepOfVersion = [1, 2, 4, 6, 7, 8];

const descriptions = [
  "First boosted trees in production; replaces the rule set.",
  "Adds merchant category.",
  "Adds the card's 30-day spending profile. Long-standing champion, restored after version 4.",
  "Retrained with a lower decision threshold. Rolled back after eight days: false positives on card-not-present payments rose from 1.2% to 4.4%.",
  "Registered from the wrong trial.",
  "Retrained on eight more weeks, threshold calibrated per channel. Runs in shadow beside the champion.",
];

/** A champion, a challenger and a rollback: eight sweeps, six versions of `fraud-detector`, and how each behaved in service. */
export function tellFraudDetector(recording: Recording, now: number): void {
  const training = createExperiment(recording, {
    name: "fraud-detector/training",
    createdAt: daysBefore(now, 84),
    note: "Card fraud: a sweep over boosted trees whenever new labels arrive.",
    tags: { team: "risk", "mlflow.experiment.primaryMetric.name": "aucpr" },
  });
  const live = createExperiment(recording, {
    name: "fraud-detector/live",
    createdAt: daysBefore(now, 81),
    note: "What each version does in service: one run a deployment, one point an hour.",
    tags: { team: "risk" },
  });
  const sweeps = sweepDays.map((day, index) =>
    runFraudSweep(recording, { experiment: training, number: index + 1, startTime: daysBefore(now, day) }),
  );
  const versions = registerVersions(recording, sweeps, now);
  for (const service of servicesOf(versions, now)) watchFraudDetector(recording, live, service);
}

interface FraudVersion {
  readonly version: Row<"model_versions">;
  readonly logged: Row<"logged_models">;
}

function registerVersions(recording: Recording, sweeps: readonly FraudSweep[], now: number): FraudVersion[] {
  const model = createRegisteredModel(recording, {
    name: "fraud-detector",
    createdAt: daysBefore(now, 81.5),
    description: "Scores card payments for fraud, 0 to 1. Decides together with the rule set.",
    tags: { owner: "risk-platform", tier: "critical", use_case: "card-fraud" },
  });
  const chosen = sweepOfVersion.flatMap((number) => sweeps.filter((sweep) => sweep.number === number));
  const versions = chosen.map((sweep, index) => ({
    logged: sweep.best,
    version: registerLoggedModel(recording, model, sweep.best, {
      createdAt: sweep.endTime + hourMs,
      description: descriptions[index] ?? "",
      tags: { aucpr: sweep.bestScore.toFixed(4), risk_review: index === 4 ? "rejected" : "passed" },
    }),
  }));
  promoteAndRollBack(
    recording,
    versions.map(({ version }) => version),
    now,
  );
  return versions;
}

function promoteAndRollBack(recording: Recording, versions: readonly Row<"model_versions">[], now: number): void {
  const [first, second, third, fourth, fifth, sixth] = versions;
  if (!(first && second && third && fourth && fifth && sixth)) throw new Error("the fraud story needs six versions");
  moveToStage(recording, first, "Production", daysBefore(now, 80));
  moveToStage(recording, second, "Production", daysBefore(now, 65));
  moveToStage(recording, third, "Production", daysBefore(now, 44));
  moveToStage(recording, fourth, "Staging", daysBefore(now, 21));
  moveToStage(recording, fourth, "Production", daysBefore(now, 19));
  // The rollback, with what the people on duty wrote down.
  moveToStage(recording, third, "Production", daysBefore(now, 11));
  setVersionTags(recording, fourth, {
    rolled_back: "true",
    rolled_back_to: "3",
    rollback_reason: "false_positive_rate above 3% for 24 hours",
  });
  setVersionTags(recording, third, { restored_from: "4" });
  deleteVersion(recording, fifth, daysBefore(now, 9));
  moveToStage(recording, sixth, "Staging", daysBefore(now, 3.2));
  setAlias(recording, first, "champion");
  setAlias(recording, second, "champion");
  setAlias(recording, third, "champion");
  setAlias(recording, fourth, "rolled-back");
  setAlias(recording, sixth, "challenger");
}

function servicesOf(versions: readonly FraudVersion[], now: number): FraudService[] {
  const periods = [
    { number: 1, from: 80, to: 65, role: "champion" },
    { number: 2, from: 65, to: 44, role: "champion" },
    { number: 3, from: 44, to: 19, role: "champion" },
    { number: 4, from: 19, to: 11, role: "champion" },
    { number: 3, from: 11, to: 0, role: "champion" },
    { number: 6, from: 3, to: 0, role: "shadow" },
  ] as const;
  return periods.flatMap(({ number, from, to, role }) => {
    const found = versions[number - 1];
    if (found === undefined) return [];
    return [{ number, logged: found.logged, role, startTime: daysBefore(now, from), endTime: daysBefore(now, to) }];
  });
}
