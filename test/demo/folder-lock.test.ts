import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { FolderInUseError, lockFolder } from "../../src/demo/folder-lock.js";
import { identifyProcess } from "../../src/demo/process-identity.js";
import { withTemporaryFolder } from "./temporary-folder.js";

describe("the lock on a folder", () => {
  test("names the holder's URL to a second start, and gives the folder back at the end", () =>
    withTemporaryFolder(async (folder) => {
      const lock = lockFolder(folder);
      expect(() => lockFolder(folder)).toThrow(`a demo on ${folder} is starting (process ${process.pid})`);
      lock.announce("http://127.0.0.1:4000/graphql");
      expect(() => lockFolder(folder)).toThrow(`a demo on ${folder} is running at http://127.0.0.1:4000/graphql`);
      expect(() => lockFolder(folder)).toThrow(FolderInUseError);
      lock.release();
      expect(readdirSync(folder)).toEqual([]);
      lockFolder(folder).release();
    }));

  test("counts for nothing once its process is gone, even when another one got the number", () =>
    withTemporaryFolder(async (folder) => {
      const file = join(folder, "running.json");
      writeFileSync(file, JSON.stringify({ pid: process.pid, identity: `${process.pid}@an earlier life`, url: null }));
      lockFolder(folder).release();
      expect(existsSync(file)).toBe(false);
    }));

  test("counts for nothing when it was cut off", () =>
    withTemporaryFolder(async (folder) => {
      writeFileSync(join(folder, "running.json"), '{"pid":');
      lockFolder(folder).release();
    }));
});

describe("the identity of a process", () => {
  test("is the same as long as it runs, and null afterwards", async () => {
    const child = spawn("sleep", ["60"]);
    await once(child, "spawn");
    const pid = child.pid ?? 0;
    const identity = identifyProcess(pid);
    expect(identity).toMatch(new RegExp(`^${pid}@.+`));
    expect(identifyProcess(pid)).toBe(identity);
    child.kill();
    await once(child, "exit");
    expect(identifyProcess(pid)).toBeNull();
  });
});
