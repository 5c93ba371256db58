import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { forgetData, openDemoFolder } from "../../src/demo/demo-folder.js";
import { readOrMakeToken } from "../../src/demo/demo-token.js";
import { anyFreePort, freePortFrom } from "../../src/demo/free-port.js";
import { createProgress } from "../../src/demo/progress.js";
import { pythonJson } from "../../src/demo/recording/recording.js";
import { readOrMakeRoleTokens } from "../../src/demo/role-tokens.js";
import { isWholeApiToken } from "../../src/rules/api-token.js";
import { withTemporaryFolder } from "./temporary-folder.js";

describe("the token", () => {
  test("is made once, and only its owner can read it", () =>
    withTemporaryFolder(async (folder) => {
      const token = readOrMakeToken(folder);
      expect(token).toMatch(/^[\w-]{32}$/);
      expect(readOrMakeToken(folder)).toBe(token);
      expect(statSync(join(folder, "token")).mode & 0o777).toBe(0o600);
    }));
});

describe("the tokens of roles", () => {
  test("are made once, one for each role, and only their owner can read them", () =>
    withTemporaryFolder(async (folder) => {
      const tokens = readOrMakeRoleTokens(folder);
      expect(tokens.map(({ role }) => role)).toEqual([
        "VIEWER",
        "CONTRIBUTOR",
        "APPROVER",
        "ADMIN",
        "AUDITOR",
        "SERVICE",
      ]);
      expect(new Set(tokens.map(({ token }) => token)).size).toBe(6);
      expect(tokens.every(({ token }) => isWholeApiToken(token))).toBe(true);
      expect(readOrMakeRoleTokens(folder)).toEqual(tokens);
      expect(statSync(join(folder, "role-tokens")).mode & 0o777).toBe(0o600);
    }));

  test("that are broken are made anew, and no other takes their place", () =>
    withTemporaryFolder(async (folder) => {
      const tokens = readOrMakeRoleTokens(folder);
      const lines = tokens.map(({ token }, at) => (at === 1 ? "broken" : token));
      writeFileSync(join(folder, "role-tokens"), lines.join("\n"));
      const later = readOrMakeRoleTokens(folder);
      expect(later.map(({ token }, at) => token === tokens[at]?.token)).toEqual([true, false, true, true, true, true]);
    }));
});

describe("the port", () => {
  test("is the wanted one when it is free, else the next that is", async () => {
    const port = await anyFreePort();
    expect(await freePortFrom("127.0.0.1", port)).toBe(port);
    const holder = await listen(port);
    expect(await freePortFrom("127.0.0.1", port)).toBeGreaterThan(port);
    await new Promise((done) => holder.close(done));
  });

  test("stays 0, which lets the system choose", async () => {
    expect(await freePortFrom("127.0.0.1", 0)).toBe(0);
  });
});

describe("forgetting the data", () => {
  test("refuses a folder that only happens to have the name", () =>
    withTemporaryFolder(async (folder) => {
      mkdirSync(join(folder, "postgres"));
      writeFileSync(join(folder, "postgres/precious"), "");
      await expect(forgetData(openDemoFolder(folder))).rejects.toThrow(/was not made by this demo/);
      expect(readFileSync(join(folder, "postgres/precious"), "utf8")).toBe("");
    }));
});

describe("progress", () => {
  test("numbers the steps behind those already shown, with times and remarks", async () => {
    let clock = 0;
    const printed: string[] = [];
    const progress = createProgress({
      stepsBefore: 3,
      steps: 2,
      print: (text) => printed.push(text),
      now: () => (clock += 750),
    });
    await progress.step("PostgreSQL", async () => undefined);
    await progress.step(
      "demo store",
      async () => 168,
      (runs) => `${runs} runs`,
    );
    expect(printed.join("")).toBe("[4/5] PostgreSQL … 0.8 s\n[5/5] demo store … 0.8 s (168 runs)\n");
  });

  test("says which step failed", async () => {
    const printed: string[] = [];
    const progress = createProgress({ stepsBefore: 0, steps: 1, print: (text) => printed.push(text), now: () => 0 });
    await expect(progress.step("serve", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(printed.join("")).toBe("[1/1] serve … failed\n");
  });
});

describe("JSON as Python prints it", () => {
  test("has spaces behind commas and colons, none inside texts, and integers beyond 2^53 whole", () => {
    const value = { a: [1, "x,y:z", null, true], b: 1_790_000_000_123_456_789n };
    expect(pythonJson(value)).toBe('{"a": [1, "x,y:z", null, true], "b": 1790000000123456789}');
  });
});

function listen(port: number): Promise<Server> {
  return new Promise((done) => {
    const server = createServer().listen(port, "127.0.0.1", () => done(server));
  });
}
