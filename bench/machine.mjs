import { cpus, loadavg, totalmem } from "node:os";
import { onServer } from "./database.mjs";

export async function describeMachine() {
  const [{ server_version: postgres }] = await onServer("show server_version");
  return {
    at: new Date().toISOString(),
    cpu: cpus()[0].model.trim(),
    cpus: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
    postgres: postgres.split(" ")[0],
    loadBefore: loadNow(),
  };
}

export const loadNow = () => loadavg()[0].toFixed(2);
