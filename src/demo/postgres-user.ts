import { execFileSync, spawnSync } from "node:child_process";
import { dirname, resolve } from "node:path";

/** Whom PostgreSQL's programs run as; empty means the user of this process. */
export interface PostgresUser {
  readonly uid?: number;
  readonly gid?: number;
}

const userName = "postgres";

/**
 * PostgreSQL refuses to run as root, so as root it runs as the system's user `postgres`, which is made when absent.
 * Throws an Error when that user cannot be made.
 */
export function choosePostgresUser(): PostgresUser {
  if (process.getuid?.() !== 0) return {};
  return lookUpUser() ?? createUser();
}

/** Throws an Error naming the folder that bars the way when `user` cannot enter `folder`; `advice` says how to choose another one. */
export function assertReachable(folder: string, user: PostgresUser, advice: string): void {
  if (user.uid === undefined) return;
  const barrier = ancestorsOf(folder).find((ancestor) => !canEnter(ancestor, user));
  if (barrier === undefined) return;
  throw new Error(
    `as root, PostgreSQL runs as the user "${userName}" (it refuses to run as root), and that user cannot enter ${barrier}, which holds ${folder}: ${advice}`,
  );
}

function lookUpUser(): PostgresUser | null {
  const uid = spawnSync("id", ["-u", userName], { encoding: "utf8" });
  const gid = spawnSync("id", ["-g", userName], { encoding: "utf8" });
  if (uid.status !== 0 || gid.status !== 0) return null;
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

function createUser(): PostgresUser {
  try {
    execFileSync(
      "useradd",
      ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", userName],
      { stdio: "pipe" },
    );
  } catch (cause) {
    throw new Error(
      `PostgreSQL refuses to run as root and the user "${userName}" could not be made: start as a normal user`,
      { cause },
    );
  }
  const made = lookUpUser();
  if (made === null) throw new Error(`the user "${userName}" was made but cannot be found: start as a normal user`);
  return made;
}

function ancestorsOf(folder: string): string[] {
  const path = resolve(folder);
  const parent = dirname(path);
  return parent === path ? [path] : [...ancestorsOf(parent), path];
}

function canEnter(folder: string, user: PostgresUser): boolean {
  return spawnSync("/bin/sh", ["-c", 'cd "$1"', "sh", folder], { ...user, cwd: "/", stdio: "ignore" }).status === 0;
}
