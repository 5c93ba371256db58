import { randomUUID } from "node:crypto";
import type { Config } from "./config.js";
import { type DoctorReport, doctorReport } from "./rules/doctor-report.js";
import { reportOf } from "./rules/store-findings.js";
import { inspectStore } from "./stores/inspect-store.js";

/** Looks into every store of the configuration at once; one that is down is told and stops no other. Changes nothing. */
export async function examineStores({ stores }: Pick<Config, "stores">): Promise<DoctorReport> {
  const dependencies = { now: Date.now, newId: randomUUID };
  const facts = await Promise.all(stores.map((store) => inspectStore(store, dependencies)));
  return doctorReport(facts.map(reportOf));
}
