import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { Client } from "pg";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "../../src/demo/embedded-postgres.js";
import { withTemporaryFolder } from "./temporary-folder.js";

describe("an embedded PostgreSQL", () => {
  test("keeps its data and its password from one start to the next", () =>
    withTemporaryFolder(async (folder) => {
      const dataDir = join(folder, "postgres");
      const first = await startEmbeddedPostgres({ dataDir, persistent: true });
      await first.createDatabase("kept");
      await ask(first.url("kept"), "CREATE TABLE t (n int)");
      await first.stop();
      const second = await startEmbeddedPostgres({ dataDir, persistent: true });
      expect(await second.hasDatabase("kept")).toBe(true);
      expect(await second.hasDatabase("other")).toBe(false);
      expect(await ask(second.url("kept"), "SELECT to_regclass('t') IS NOT NULL AS found")).toEqual([{ found: true }]);
      expect(passwordOf(second)).toBe(passwordOf(first));
      await second.stop();
      await second.stop();
    }));

  test("listens on 127.0.0.1 alone, and only to who knows the password, which its owner alone can read", () =>
    withTemporaryFolder(async (folder) => {
      const postgres = await startEmbeddedPostgres({ dataDir: join(folder, "postgres"), persistent: false });
      const [addresses] = await ask(
        postgres.url("postgres"),
        "SELECT current_setting('listen_addresses') AS hosts, current_setting('unix_socket_directories') AS sockets",
      );
      expect(addresses).toEqual({ hosts: "127.0.0.1", sockets: "" });
      expect(statSync(join(folder, "postgres/password")).mode & 0o777).toBe(0o600);
      const stranger = new URL(postgres.url("postgres"));
      stranger.password = "wrong";
      await expect(ask(stranger.href, "SELECT 1")).rejects.toMatchObject({ code: "28P01" });
      await postgres.stop();
    }));

  test("removes its folder at the end unless it is persistent", () =>
    withTemporaryFolder(async (folder) => {
      const postgres = await startEmbeddedPostgres({ dataDir: join(folder, "postgres"), persistent: false });
      await postgres.stop();
      expect(existsSync(join(folder, "postgres"))).toBe(false);
    }));

  test("stops a server that a killed process left running, and starts on the same data", () =>
    withTemporaryFolder(async (folder) => {
      const dataDir = join(folder, "postgres");
      const orphan = await orphanServer(dataDir);
      const postgres = await startEmbeddedPostgres({ dataDir, persistent: true });
      expect(serverPid(dataDir)).not.toBe(orphan);
      expect(() => process.kill(orphan, 0)).toThrow("ESRCH");
      await postgres.stop();
    }));

  test("starts behind a server that was killed itself", () =>
    withTemporaryFolder(async (folder) => {
      const dataDir = join(folder, "postgres");
      process.kill(await orphanServer(dataDir), "SIGKILL");
      const postgres = await startEmbeddedPostgres({ dataDir, persistent: true });
      expect(await ask(postgres.url("postgres"), "SELECT 1 AS one")).toEqual([{ one: 1 }]);
      await postgres.stop();
    }));

  test("removes a lock whose process number now belongs to another program, and leaves that alone", () =>
    withTemporaryFolder(async (folder) => {
      const dataDir = join(folder, "postgres");
      await (await startEmbeddedPostgres({ dataDir, persistent: true })).stop();
      const other = spawn("sleep", ["60"]);
      writeFileSync(join(dataDir, "cluster/postmaster.pid"), `${other.pid}\n${join(dataDir, "cluster")}\n`);
      const postgres = await startEmbeddedPostgres({ dataDir, persistent: true });
      await postgres.stop();
      expect(other.exitCode ?? other.signalCode).toBeNull();
      await end(other);
    }));

  test("names both versions when the data was made by another major version", () =>
    withTemporaryFolder(async (folder) => {
      const dataDir = join(folder, "postgres");
      mkdirSync(join(dataDir, "cluster"), { recursive: true });
      writeFileSync(join(dataDir, "cluster/PG_VERSION"), "12\n");
      await expect(startEmbeddedPostgres({ dataDir, persistent: true })).rejects.toThrow(
        /made by PostgreSQL 12, and this is PostgreSQL 18: begin again with npm start -- --fresh/,
      );
    }));
});

/** A server whose starter was killed. Gives its process id. */
async function orphanServer(dataDir: string): Promise<number> {
  const module = new URL("../../dist/demo/embedded-postgres.js", import.meta.url);
  const script = `const { startEmbeddedPostgres } = await import(${JSON.stringify(module.href)});
    await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)}, persistent: true });
    console.log("up"); setInterval(() => {}, 1000);`;
  const starter = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(starter.stdout, "data");
  starter.kill("SIGKILL");
  await once(starter, "exit");
  const pid = serverPid(dataDir);
  process.kill(pid, 0);
  return pid;
}

function serverPid(dataDir: string): number {
  return Number.parseInt(readFileSync(join(dataDir, "cluster/postmaster.pid"), "utf8"), 10);
}

function passwordOf(postgres: EmbeddedPostgres): string {
  return new URL(postgres.url("postgres")).password;
}

async function ask(connectionString: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

async function end(child: ChildProcess): Promise<void> {
  child.kill();
  await once(child, "exit");
}
