import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const pollIntervalMs = 50;
const fastStopMsMax = 20_000;
const immediateStopMsMax = 10_000;

/**
 * Clears what an earlier process left in a PostgreSQL data folder: a server still running there (its starter was killed) is
 * stopped, a lock file whose server is gone is removed. The caller must hold the folder for itself.
 */
export async function clearLeftover(cluster: string): Promise<void> {
  const lockFile = join(cluster, "postmaster.pid");
  if (!existsSync(lockFile)) return;
  const pid = Number.parseInt(readFileSync(lockFile, "utf8"), 10);
  if (!isAlive(pid)) return; // PostgreSQL itself removes a lock whose process is gone, after looking for orphaned backends.
  if (!isPostgresOn(pid, cluster)) {
    // The process number has been given to another program since, which PostgreSQL cannot tell.
    rmSync(lockFile, { force: true });
    return;
  }
  await stopServer(pid);
}

/** Stops a PostgreSQL server by its process id: open transactions are rolled back, then, if that takes too long, without a checkpoint. */
export async function stopServer(pid: number): Promise<void> {
  if (sendSignal(pid, "SIGINT") && (await isGoneWithin(pid, fastStopMsMax))) return;
  if (sendSignal(pid, "SIGQUIT") && (await isGoneWithin(pid, immediateStopMsMax))) return;
  if (isAlive(pid)) throw new Error(`PostgreSQL (process ${pid}) does not stop: end it by hand and start again`);
}

/** Sends the signal; false when the process is already gone. */
function sendSignal(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}

async function isGoneWithin(pid: number, milliseconds: number): Promise<boolean> {
  for (let waited = 0; waited < milliseconds; waited += pollIntervalMs) {
    if (!isAlive(pid)) return true;
    await pause(pollIntervalMs);
  }
  return !isAlive(pid);
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function isPostgresOn(pid: number, cluster: string): boolean {
  const command = commandLineOf(pid);
  return command.includes("postgres") && command.includes(cluster);
}

/** Slim Linux images have no `ps`, macOS has no /proc. */
function commandLineOf(pid: number): string {
  try {
    if (process.platform === "linux") return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    return execFileSync("ps", ["-ww", "-o", "command=", "-p", String(pid)], { encoding: "utf8" });
  } catch {
    return "";
  }
}
