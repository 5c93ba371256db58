import type { DemoRows } from "./recording/demo-tables.js";
import { createRandom } from "./recording/random.js";
import { createExperiment, deleteExperiment } from "./recording/record-experiment.js";
import { createRun, finishRun, logParams, logPoints } from "./recording/record-run.js";
import { beginRecording, forStory, type Recording } from "./recording/recording.js";
import { tellDemandIncident } from "./stories/demand-incident.js";
import { tellFraudDetector } from "./stories/fraud-detector.js";
import { tellLeafClassifier } from "./stories/leaf-classifier.js";
import { daysBefore, hourMs, minuteMs } from "./stories/story-time.js";
import { tellSupportAssistant } from "./stories/support-assistant.js";

export interface DemoOptions {
  readonly seed: string;
  /** When the stories end, in milliseconds since 1970: everything lies in the 90 days before. */
  readonly now: number;
}

/** The rows of the demo store, MLflow's default experiment excepted. The same options give the same rows, byte for byte. */
export function generateDemo({ seed, now }: DemoOptions): DemoRows {
  const recording = beginRecording(createRandom(seed));
  tellFraudDetector(forStory(recording, "fraud-detector"), now);
  tellLeafClassifier(forStory(recording, "leaf-classifier"), now);
  tellDemandIncident(forStory(recording, "demand-incident"), now);
  tellSupportAssistant(forStory(recording, "support-assistant"), now);
  leaveAbandonedExperiment(forStory(recording, "abandoned"), now);
  return recording.rows;
}

/** A deleted experiment with two runs, and an empty one: both exist in every real store. */
function leaveAbandonedExperiment(recording: Recording, now: number): void {
  const abandoned = createExperiment(recording, { name: "pricing/first-try", createdAt: daysBefore(now, 75) });
  for (let index = 0; index < 2; index += 1) {
    const startTime = daysBefore(now, 74) + index * hourMs;
    const run = createRun(recording, {
      experiment: abandoned,
      name: `try-${index + 1}`,
      user: "svc-pricing",
      startTime,
      code: {
        script: "try.py",
        repositoryUrl: "https://git.example.org/pricing/first-try.git",
        branch: "try",
        commit: recording.random.hex(40),
      },
    });
    logParams(recording, run, { alpha: 0.1 * (index + 1) });
    logPoints(recording, run, [{ key: "rmse", value: 9.4 - index, timestamp: startTime + minuteMs, step: 0 }]);
    finishRun(run, index === 0 ? "FAILED" : "FINISHED", startTime + 2 * minuteMs);
  }
  deleteExperiment(recording, abandoned, daysBefore(now, 60));
  createExperiment(recording, { name: "scratch", createdAt: daysBefore(now, 20), note: "Empty." });
}
