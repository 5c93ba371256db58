import type { Row } from "../recording/demo-tables.js";
import { createExperiment, type DatasetPlan, imageProfile, imageSchema } from "../recording/record-experiment.js";
import {
  copyVersion,
  createRegisteredModel,
  moveToStage,
  registerLoggedModel,
  setAlias,
} from "../recording/record-registry.js";
import type { Recording } from "../recording/recording.js";
import { fieldCheck, type LeafRun, trainLeafClassifier } from "./leaf-training.js";
import { startNightlyRun } from "./nightly-run.js";
import { daysBefore, hourMs } from "./story-time.js";

const architectures = ["resnet18", "mobilenet-v3", "vit-tiny"] as const;
const learningRates = [0.001, 0.01, 0.3] as const;
const augmentations = ["light", "strong"] as const;
const trainingHours = 3;

export const leafPhotos: DatasetPlan = {
  name: "leaf-photos",
  digest: "e0a4c7b1",
  uri: "s3://vision-lake/leaf-photos/v5/train.npz",
  schema: imageSchema(224, 224),
  profile: imageProfile(48_200, 224, 224),
};

const fieldPhotos: DatasetPlan = {
  name: "leaf-photos-field",
  digest: "93fd2b60",
  uri: "s3://vision-lake/leaf-photos-field/v2/photos.npz",
  schema: imageSchema(224, 224),
  profile: imageProfile(3_640, 224, 224),
};

/** An image model: three architectures compared, one run that diverges, checkpoints, a small copy for phones, and a run that still trains. */
export function tellLeafClassifier(recording: Recording, now: number): void {
  const experiment = createExperiment(recording, {
    name: "leaf-disease/training",
    createdAt: daysBefore(now, 40),
    note: "Which disease does this leaf have? 38 classes, photos from growers' phones.",
    tags: { team: "vision", "mlflow.experiment.primaryMetric.name": "val_accuracy" },
  });
  const runs = compareArchitectures(recording, experiment, now);
  for (const run of bestOf(runs, 3)) fieldCheck(recording, experiment, run, fieldPhotos);
  registerBest(recording, runs, now);
  startNightlyRun(recording, experiment, leafPhotos, now);
}

function compareArchitectures(recording: Recording, experiment: Row<"experiments">, now: number): LeafRun[] {
  const choices = architectures.flatMap((architecture) =>
    learningRates.flatMap((learningRate) =>
      augmentations.map((augmentation) => ({ architecture, learningRate, augmentation })),
    ),
  );
  const runs = choices.map((choice, index) =>
    trainLeafClassifier(recording, {
      ...choice,
      experiment,
      dataset: leafPhotos,
      startTime: daysBefore(now, 38) + index * (trainingHours + 1) * hourMs,
      durationMs: trainingHours * hourMs,
    }),
  );
  // One run was started twice by mistake and deleted: its rows stay, marked.
  const mistaken = runs.find((leaf) => leaf.run.status === "KILLED");
  if (mistaken !== undefined) {
    mistaken.run.lifecycle_stage = "deleted";
    mistaken.run.deleted_time = Number(mistaken.run.end_time) + hourMs;
  }
  return runs;
}

function bestOf(runs: readonly LeafRun[], count: number): LeafRun[] {
  return runs
    .filter((leaf) => leaf.checkpoints.length > 0)
    .sort((a, b) => b.accuracy - a.accuracy)
    .slice(0, count);
}

function registerBest(recording: Recording, runs: readonly LeafRun[], now: number): void {
  const model = createRegisteredModel(recording, {
    name: "leaf-classifier",
    createdAt: daysBefore(now, 30),
    description: "Names the disease of a leaf from one photo.",
    tags: { owner: "vision", tier: "standard" },
  });
  const best = bestOf(runs, 3).reverse();
  const versions = best.flatMap(({ checkpoints, architecture, accuracy }, index) => {
    const logged = checkpoints.at(-1);
    if (logged === undefined) return [];
    const tags = { architecture, val_accuracy: accuracy.toFixed(4) };
    const description = `${architecture}, last checkpoint of its run.`;
    return [
      registerLoggedModel(recording, model, logged, { createdAt: daysBefore(now, 29 - 9 * index), description, tags }),
    ];
  });
  const newest = versions.at(-1);
  const previous = versions.at(-2);
  if (newest === undefined || previous === undefined) throw new Error("the image story needs two versions");
  moveToStage(recording, previous, "Production", daysBefore(now, 19));
  moveToStage(recording, newest, "Production", daysBefore(now, 8));
  setAlias(recording, newest, "champion");
  setAlias(recording, previous, "previous");
  const edge = createRegisteredModel(recording, {
    name: "leaf-classifier-edge",
    createdAt: daysBefore(now, 7),
    description: "Copy for phones: the same weights, quantized when packaged.",
    tags: { owner: "vision", target: "android,ios" },
  });
  setAlias(recording, copyVersion(recording, newest, edge, daysBefore(now, 7)), "edge");
}
