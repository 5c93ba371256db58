import { randomUUID } from "node:crypto";
import type { StoreReport } from "../../src/rules/doctor-report.js";
import { reportOf } from "../../src/rules/store-findings.js";
import { inspectStore } from "../../src/stores/inspect-store.js";
import { type ConfigOverrides, testConfig } from "../support/test-config.js";

type StoreInput = NonNullable<ConfigOverrides["stores"]>[number];

/** What the doctor says of one store of the configuration. */
export async function inspected(store: StoreInput, now: () => number = Date.now): Promise<StoreReport> {
  const [options] = testConfig({ stores: [store] }).stores;
  if (options === undefined) throw new Error("the configuration lost its store");
  return reportOf(await inspectStore(options, { now, newId: randomUUID }));
}

/** `severity CODE` of what was found about a topic. */
export function verdicts(report: StoreReport, topic: string): string[] {
  return report.findings.filter((each) => each.topic === topic).map(({ severity, code }) => `${severity} ${code}`);
}
