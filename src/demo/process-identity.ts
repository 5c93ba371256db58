import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * A text that tells this life of a process from any other: its number together with when it started, since numbers are given
 * again. Null when no such process runs.
 */
export function identifyProcess(pid: number): string | null {
  const startedAt = process.platform === "linux" ? linuxStart(pid) : startByPs(pid);
  return startedAt === null ? null : `${pid}@${startedAt}`;
}

/** Ticks from boot to the start of the process, and which boot that was. */
function linuxStart(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the program's name in parentheses and may hold spaces; the state follows, the start is field 22.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z") return null;
    return `${fields[19]}/${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()}`;
  } catch {
    return null;
  }
}

function startByPs(pid: number): string | null {
  try {
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8", env: { LC_ALL: "C" } }).trim();
  } catch {
    return null;
  }
}
