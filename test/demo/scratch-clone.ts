import { chmodSync, cpSync, mkdtempSync, realpathSync, rmSync, symlinkSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repositoryRoot } from "../support/run-environment.js";

const copied = ["package.json", "package-lock.json", "tsconfig.json", "scripts", "prisma", "demo", "migrations", "src"];

/** A clone of the working tree to run `npm start` in, so that no test builds into the folder that other tests run from. */
export class ScratchClone {
  readonly root: string;

  constructor() {
    this.root = realpathSync(mkdtempSync(join(tmpdir(), "gatehouse-clone-")));
    chmodSync(this.root, 0o755); // As root, the embedded PostgreSQL is another user who must pass through it.
    for (const name of copied) cpSync(join(repositoryRoot, name), join(this.root, name), { recursive: true });
    symlinkSync(join(repositoryRoot, "node_modules"), join(this.root, "node_modules"));
    // Older than what is installed: the linked node_modules must never be installed over.
    utimesSync(join(this.root, "package-lock.json"), 0, 0);
  }

  path(...parts: readonly string[]): string {
    return join(this.root, ...parts);
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
