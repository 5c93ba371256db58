import { createHash } from "node:crypto";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { generateDemo } from "../../src/demo/generate-demo.js";
import { type DemoRows, demoTables } from "../../src/demo/recording/demo-tables.js";

const now = Date.UTC(2026, 5, 1, 12);
const ninetyDaysMs = 90 * 24 * 3_600_000;
let rows: DemoRows;

beforeAll(() => {
  rows = generateDemo({ seed: "test", now });
});

describe("the generator", () => {
  test("gives the same rows, byte for byte, for the same seed and time", () => {
    expect(fingerprint(generateDemo({ seed: "test", now }))).toBe(fingerprint(rows));
  });

  test("gives the rows it always gave, on every version of Node", () => {
    expect(fingerprint(rows)).toBe("62444c6f85ee98e26995c918eaa97e77557c93e9ede9ca1a0257857c3f90f202");
  });

  test("gives other rows for another seed", () => {
    expect(fingerprint(generateDemo({ seed: "other", now }))).not.toBe(fingerprint(rows));
  });

  test("gives the same stories at another time, moved by the difference", () => {
    const later = generateDemo({ seed: "test", now: now + 1_000 });
    expect(later.runs.map((run) => [run.run_uuid, Number(run.start_time) - 1_000])).toEqual(
      rows.runs.map((run) => [run.run_uuid, Number(run.start_time)]),
    );
  });

  test("fills a store big enough to be interesting", () => {
    const counts = Object.fromEntries(Object.entries(rows).map(([table, list]) => [table, list.length]));
    expect(counts).toEqual(expect.objectContaining({ experiments: 8, runs: 168, model_versions: 26, trace_info: 64 }));
    expect(counts.metrics).toBeGreaterThan(100_000);
    expect(counts.metrics).toBeLessThan(200_000);
  });

  test("fills every table it names", () => {
    expect(Object.keys(demoTables).filter((table) => rows[table as keyof DemoRows].length === 0)).toEqual([]);
  });

  test("lets everything happen in the 90 days before its time", () => {
    const times = [...rows.runs.map((run) => run.start_time), ...rows.metrics.map((point) => point.timestamp)].map(
      Number,
    );
    expect(times.every((time) => time > now - ninetyDaysMs && time <= now)).toBe(true);
  });
});

function fingerprint(demo: DemoRows): string {
  const text = JSON.stringify(demo, (_key, value) => (typeof value === "bigint" ? value.toString() : value));
  return createHash("sha256").update(text).digest("hex");
}
