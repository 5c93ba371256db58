import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { identifyProcess } from "./process-identity.js";

/** Another demo runs on this folder; `url` is null while it is still starting. */
export class FolderInUseError extends Error {
  override readonly name = "FolderInUseError";

  constructor(
    folder: string,
    readonly pid: number,
    readonly url: string | null,
  ) {
    const where = url === null ? "is starting" : `is running at ${url}`;
    super(
      `a demo on ${folder} ${where} (process ${pid}): stop it first, or give this one a folder of its own with --data-dir DIR`,
    );
  }
}

export interface FolderLock {
  /** Tells later starts where this one serves. */
  announce(url: string): void;
  release(): void;
}

interface Holder {
  readonly pid: number;
  readonly identity: string;
  readonly url: string | null;
}

const attemptsMax = 5;

/** Takes a folder for this process. A lock whose process is gone counts for nothing. Throws FolderInUseError. */
export function lockFolder(folder: string): FolderLock {
  const file = join(folder, "running.json");
  const draft = `${file}.${process.pid}`;
  const self: Holder = { pid: process.pid, identity: identifyProcess(process.pid) ?? "", url: null };
  const write = (path: string, holder: Holder): void => writeFileSync(path, `${JSON.stringify(holder)}\n`);
  write(draft, self);
  try {
    takeFile(folder, file, draft);
  } finally {
    rmSync(draft, { force: true });
  }
  return {
    announce(url) {
      write(draft, { ...self, url });
      renameSync(draft, file);
    },
    release() {
      if (readHolder(file)?.identity === self.identity) rmSync(file, { force: true });
    },
  };
}

/** A hard link appears whole or not at all, so of two starts at the same moment one wins. */
function takeFile(folder: string, file: string, draft: string): void {
  for (let attempt = 1; ; attempt += 1) {
    try {
      linkSync(draft, file);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST" || attempt === attemptsMax) throw error;
    }
    const holder = readHolder(file);
    if (holder !== null && identifyProcess(holder.pid) === holder.identity) {
      throw new FolderInUseError(folder, holder.pid, holder.url);
    }
    rmSync(file, { force: true });
  }
}

function readHolder(file: string): Holder | null {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Holder;
  } catch {
    return null; // Removed meanwhile, or cut off by a full disk: nobody's lock either way.
  }
}
