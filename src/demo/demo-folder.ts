import { chmodSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { clearLeftover } from "./leftover-postgres.js";

/** Everything the demo keeps: `postgres/`, `token`, `role-tokens`, and while it runs `running.json`. */
export interface DemoFolder {
  readonly path: string;
  readonly postgres: string;
}

/** Makes the folder when absent. As root it is left passable, since PostgreSQL runs as another user; what is secret in it is not. */
export function openDemoFolder(path: string): DemoFolder {
  const folder = resolve(path);
  const isNew = mkdirSync(folder, { recursive: true }) !== undefined;
  if (isNew) chmodSync(folder, process.getuid?.() === 0 ? 0o711 : 0o700);
  return { path: folder, postgres: join(folder, "postgres") };
}

/** Removes the demo's data, so that the next start fills it again. The tokens stay: clients that know them go on working. */
export async function forgetData({ postgres }: DemoFolder): Promise<void> {
  if (!existsSync(postgres)) return;
  const cluster = join(postgres, "cluster");
  // A wrong --data-dir must not cost anybody a folder that happens to have this name.
  if (!existsSync(join(postgres, "password"))) {
    throw new Error(`${postgres} was not made by this demo: choose another folder with --data-dir DIR`);
  }
  await clearLeftover(cluster);
  rmSync(postgres, { recursive: true, force: true });
}
