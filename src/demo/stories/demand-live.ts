import type { Row } from "../recording/demo-tables.js";
import { type Random, round6 } from "../recording/random.js";
import { linkModel } from "../recording/record-logged-model.js";
import { createRun, finishRun, logPoints } from "../recording/record-run.js";
import type { Recording } from "../recording/recording.js";
import { dayWave } from "./curves.js";
import { hourMs } from "./story-time.js";

export interface DemandService {
  readonly version: number;
  readonly logged: Row<"logged_models">;
  readonly startTime: number;
  readonly endTime: number;
}

const brokenVersions = [4, 5];
const collapseHours = 20;

/** One run for each version in service: its error against what was sold, hour by hour. */
export function watchDemandModel(recording: Recording, experiment: Row<"experiments">, service: DemandService): void {
  const { version, startTime, endTime } = service;
  const isBroken = brokenVersions.includes(version);
  const run = createRun(recording, {
    experiment,
    name: `demand-forecast v${version} live`,
    user: "svc-supply-serving",
    startTime,
    code: {
      script: "watch_live.py",
      repositoryUrl: "https://git.example.org/supply/demand-serving.git",
      branch: "main",
      commit: recording.random.hex(40),
    },
    ...(isBroken
      ? { note: "Error three times its usual. Code, parameters and serving unchanged. What else went in?" }
      : {}),
    tags: {
      model: "demand-forecast",
      model_version: String(version),
      ...(isBroken ? { incident: "live-error-tripled" } : {}),
    },
  });
  linkModel(recording, run, service.logged, "input");
  const hours = Math.floor((endTime - startTime) / hourMs);
  for (let hour = 0; hour < hours; hour += 1) {
    const values = hourOf(recording.random, isBroken, version, hour);
    const timestamp = startTime + (hour + 1) * hourMs;
    logPoints(
      recording,
      run,
      Object.entries(values).map(([key, value]) => ({ key, value, timestamp, step: hour })),
    );
  }
  // A monitor that loses its model is stopped from outside.
  finishRun(run, version === 4 ? "KILLED" : "FINISHED", endTime);
}

function hourOf(random: Random, isBroken: boolean, version: number, hour: number): Record<string, number> {
  // A version that follows a broken one starts where that one left off.
  const collapse = isBroken ? (version === brokenVersions[0] ? Math.min(hour / collapseHours, 1) : 1) : 0;
  const busy = dayWave(hour);
  return {
    live_mape: round6(Math.max(0.098 + 0.235 * collapse + 0.008 * busy + 0.006 * random.normal(), 0)),
    live_bias: round6(-0.27 * collapse + 0.012 * random.normal()),
    out_of_stock_rate: round6(Math.max(0.021 + 0.083 * collapse + 0.003 * random.normal(), 0)),
    forecasts_per_minute: round6(Math.max(410 + 260 * busy + 12 * random.normal(), 0)),
  };
}
