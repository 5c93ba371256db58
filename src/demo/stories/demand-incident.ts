import { createExperiment } from "../recording/record-experiment.js";
import {
  createRegisteredModel,
  moveToStage,
  registerLoggedModel,
  setAlias,
  setVersionTags,
} from "../recording/record-registry.js";
import type { Recording } from "../recording/recording.js";
import { type DemandService, watchDemandModel } from "./demand-live.js";
import { type Retraining, retrainDemandModel, type SalesExport } from "./demand-retraining.js";
import { daysBefore, hourMs } from "./story-time.js";

// The sales export stopped half way and delivered the same truncated file for two weeks: versions 4 and 5 learned from it,
// and so did a second model that nobody thought of. Only the dataset's digest ties them together.
const retrainings: readonly { daysAgo: number; export: SalesExport; version: number | null }[] = [
  { daysAgo: 66, export: "whole", version: 1 },
  { daysAgo: 59, export: "whole", version: null },
  { daysAgo: 52, export: "whole", version: 2 },
  { daysAgo: 45, export: "whole", version: null },
  { daysAgo: 38, export: "whole", version: 3 },
  { daysAgo: 31, export: "whole", version: null },
  { daysAgo: 24, export: "truncated", version: 4 },
  { daysAgo: 17, export: "truncated", version: 5 },
  { daysAgo: 10, export: "repaired", version: 6 },
  { daysAgo: 3, export: "repaired", version: null },
];

const reorderTrainings = [
  { daysAgo: 44.7, week: 4, export: "whole" },
  { daysAgo: 16.7, week: 8, export: "truncated" },
] as const;

const descriptions: Readonly<Record<number, string>> = {
  1: "First gradient boosting forecast.",
  2: "Retrained.",
  3: "Retrained; adds promotions.",
  4: "Retrained. Best validation error so far; live error tripled within a day.",
  5: "Retrained to repair version 4; live error unchanged, so the weights were not to blame.",
  6: "Retrained; live error back to normal.",
};

/** An incident whose cause is a dataset: good offline metrics, collapsing live ones, and the lineage that explains it. */
export function tellDemandIncident(recording: Recording, now: number): void {
  const training = createExperiment(recording, {
    name: "demand-forecast/training",
    createdAt: daysBefore(now, 70),
    note: "Units sold per store and day, retrained every week on the newest sales export.",
    tags: { team: "supply", "mlflow.experiment.primaryMetric.name": "val_mape" },
  });
  const live = createExperiment(recording, {
    name: "demand-forecast/live",
    createdAt: daysBefore(now, 66),
    note: "Forecast against what was sold, hour by hour.",
    tags: { team: "supply" },
  });
  const done = retrainings.map((plan, index) =>
    retrainDemandModel(recording, {
      experiment: training,
      week: index + 1,
      startTime: daysBefore(now, plan.daysAgo),
      export: plan.export,
      model: "demand-forecast",
    }),
  );
  const reorder = reorderTrainings.map(({ daysAgo, ...plan }) =>
    retrainDemandModel(recording, {
      ...plan,
      experiment: training,
      startTime: daysBefore(now, daysAgo),
      model: "stock-reorder",
    }),
  );
  for (const service of registerForecast(recording, done, now)) watchDemandModel(recording, live, service);
  registerReorder(recording, reorder, now);
}

function registerForecast(recording: Recording, done: readonly Retraining[], now: number): DemandService[] {
  const model = createRegisteredModel(recording, {
    name: "demand-forecast",
    createdAt: daysBefore(now, 66),
    description: "Units sold per store and day, 7 to 28 days ahead.",
    tags: { owner: "supply-chain", tier: "critical" },
  });
  const services: DemandService[] = [];
  for (const [index, { version, daysAgo }] of retrainings.entries()) {
    const retraining = done[index];
    if (version === null || retraining === undefined) continue;
    const row = registerLoggedModel(recording, model, retraining.best, {
      createdAt: retraining.endTime + hourMs,
      description: descriptions[version] ?? "",
      tags: { val_mape: retraining.error.toFixed(4), release: `week-${index + 1}` },
    });
    const startTime = daysBefore(now, daysAgo - 0.5);
    moveToStage(recording, row, "Production", startTime);
    if (version === 4 || version === 5) setVersionTags(recording, row, { incident: "live-error-tripled" });
    if (version === 6) setAlias(recording, row, "champion");
    services.push({ version, logged: retraining.best, startTime, endTime: nextRelease(index, now) });
  }
  return services;
}

function nextRelease(index: number, now: number): number {
  const next = retrainings.find((plan, other) => other > index && plan.version !== null);
  return next === undefined ? now : daysBefore(now, next.daysAgo - 0.5);
}

/** Version 2 learned from the truncated export as well, and is still in production: the one a lineage query finds. */
function registerReorder(recording: Recording, done: readonly Retraining[], now: number): void {
  const model = createRegisteredModel(recording, {
    name: "stock-reorder",
    createdAt: daysBefore(now, 43),
    description: "Suggests what a store should order tomorrow.",
    tags: { owner: "supply-chain", tier: "standard" },
  });
  const versions = done.map((retraining, index) =>
    registerLoggedModel(recording, model, retraining.best, {
      createdAt: retraining.endTime + hourMs,
      description: index === 0 ? "First version." : "Retrained in the usual quarterly round.",
      tags: { val_mape: retraining.error.toFixed(4) },
    }),
  );
  for (const [index, version] of versions.entries()) {
    moveToStage(recording, version, "Production", daysBefore(now, index === 0 ? 43 : 16));
    setAlias(recording, version, "champion");
  }
}
