import type { Row } from "../recording/demo-tables.js";
import { type Random, round6 } from "../recording/random.js";
import { linkModel } from "../recording/record-logged-model.js";
import { createRun, finishRun, logParams, logPoints } from "../recording/record-run.js";
import type { Recording } from "../recording/recording.js";
import { dayWave } from "./curves.js";
import { hourMs } from "./story-time.js";

export interface FraudService {
  /** The version in service. */
  readonly number: number;
  readonly logged: Row<"logged_models">;
  readonly role: "champion" | "shadow";
  readonly startTime: number;
  readonly endTime: number;
}

// Version 4 holds for six days, then decays for two until it is taken back.
const decayingVersion = 4;
const decayStartsAtHour = 140;
const decayHours = 52;

const notes: Readonly<Record<number, string>> = {
  [decayingVersion]:
    "Day 6: false positives rise, most of them card-not-present. Day 8: rolled back to version 3. The lower threshold was tuned on a quiet week.",
  6: "In shadow: scores every payment, decides none.",
};

/** One run for one deployment of a version: what it did each hour. */
export function watchFraudDetector(recording: Recording, experiment: Row<"experiments">, service: FraudService): void {
  const { number, role, startTime, endTime } = service;
  const note = notes[number];
  const run = createRun(recording, {
    experiment,
    name: `fraud-detector v${number} ${role}`,
    user: "svc-risk-serving",
    startTime,
    code: {
      script: "watch_live.py",
      repositoryUrl: "https://git.example.org/risk/fraud-serving.git",
      branch: "main",
      commit: recording.random.hex(40),
    },
    ...(note === undefined ? {} : { note }),
    tags: { model: "fraud-detector", model_version: String(number), role, region: "eu" },
  });
  logParams(recording, run, { decision_threshold: number === decayingVersion ? 0.41 : 0.58, window: "1h" });
  linkModel(recording, run, service.logged, "input");
  const hours = Math.floor((endTime - startTime) / hourMs);
  for (let hour = 0; hour < hours; hour += 1) {
    const values = hourOf(recording.random, number, hour);
    const timestamp = startTime + (hour + 1) * hourMs;
    logPoints(
      recording,
      run,
      Object.entries(values).map(([key, value]) => ({ key, value, timestamp, step: hour })),
    );
  }
  finishRun(run, "FINISHED", endTime);
}

function hourOf(random: Random, version: number, hour: number): Record<string, number> {
  const decay = version === decayingVersion ? Math.min(Math.max(hour - decayStartsAtHour, 0) / decayHours, 1) : 0;
  const quality = 0.012 * version;
  const busy = dayWave(hour);
  return {
    live_precision: round6(0.8 + quality - 0.36 * decay + 0.008 * random.normal()),
    live_recall: round6(0.71 + quality + 0.05 * decay + 0.01 * random.normal()),
    false_positive_rate: round6(Math.max(0.0125 - 0.0003 * version + 0.033 * decay + 0.0006 * random.normal(), 0)),
    alerts_per_1k: round6(Math.max(4.1 + 11 * decay + 0.4 * busy + 0.2 * random.normal(), 0)),
    score_drift_psi: round6(Math.max(0.04 + 0.24 * decay + 0.005 * random.normal(), 0)),
    latency_p95_ms: round6(31 + 6 * busy + 1.5 * random.normal()),
  };
}
