import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { afterEach, describe, expect, test } from "@jest/globals";
import { temporaryFolder } from "../config/temporary-folder.js";
import { GatehouseProcess, gatehouse } from "./start-gatehouse-process.js";

const folder = temporaryFolder();
const token = "0123456789abcdef";
const env = {
  GATEHOUSE_TOKEN: token,
  GATEHOUSE_STORE_DEV_URL: `sqlite:${folder.path}/none.db`,
  GATEHOUSE_LOG_LEVEL: "error",
};
const readyFile = `${folder.path}/ready.json`;
const running = new Set<GatehouseProcess>();

afterEach(async () => {
  for (const { child } of running) child.kill("SIGKILL");
  await Promise.all([...running].map(({ ended }) => ended));
  running.clear();
});

async function serve(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = env,
): Promise<GatehouseProcess> {
  const started = new GatehouseProcess(["serve", "--port", "0", ...args], environment);
  running.add(started);
  await started.untilStderrHas("Gatehouse serves http://");
  return started;
}

const readyUrls = (): { url: string; wsUrl: string } => JSON.parse(readFileSync(readyFile, "utf8"));

describe("serve", () => {
  test("takes a free port, says where in the ready file, and removes it at SIGTERM", async () => {
    const { child, ended } = await serve(["--ready-file", readyFile]);
    const { url, wsUrl } = readyUrls();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d*\/graphql$/);
    expect(wsUrl).toBe(url.replace("http:", "ws:"));
    expect((await fetch(new URL("/health/live", url))).status).toBe(200);
    child.kill("SIGTERM");
    expect((await ended).exitCode).toBe(0);
    expect(readdirSync(folder.path)).not.toContainEqual(expect.stringMatching(/ready/));
    await expect(fetch(url)).rejects.toThrow("fetch failed");
  });

  test("ends with 0 at SIGINT too", async () => {
    const { child, ended } = await serve([]);
    child.kill("SIGINT");
    expect((await ended).exitCode).toBe(0);
  });

  test("reads stores and token from the file, and flags go before it", async () => {
    const config = folder.write(
      "gatehouse.yaml",
      `token: ${token}\nhost: 192.0.2.1\nlogLevel: error\nstores:\n  - {name: a, url: "sqlite:none.db"}\n`,
    );
    const { child, ended } = await serve(["--config", config, "--host", "127.0.0.1"], {});
    child.kill("SIGTERM");
    expect((await ended).exitCode).toBe(0);
  });

  test("replaces the ready file of a process that was killed, and only removes its own", async () => {
    folder.write("ready.json", "left over\n");
    const { child, ended } = await serve(["--ready-file", readyFile]);
    expect(Object.keys(readyUrls())).toEqual(["url", "wsUrl"]);
    folder.write("ready.json", "of another process\n");
    child.kill("SIGTERM");
    expect((await ended).exitCode).toBe(0);
    expect(readFileSync(readyFile, "utf8")).toBe("of another process\n");
  });
});

describe("serve ends with a code that says why", () => {
  test("69 for a port in use, with no ready file left", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    const outcome = await gatehouse(["serve", "--port", String(port), "--ready-file", `${folder.path}/r1`], env);
    other.close();
    expect(outcome.exitCode).toBe(69);
    expect(outcome.stderr).toContain(
      `gatehouse: port ${port} of 127.0.0.1 is in use: stop what uses it, or choose another with --port (0 takes a free one)\n`,
    );
    expect(existsSync(`${folder.path}/r1`)).toBe(false);
  });

  test("69 for an address of another machine", async () => {
    const { exitCode, stderr } = await gatehouse(["serve", "--host", "192.0.2.1", "--port", "0"], env);
    expect(exitCode).toBe(69);
    expect(stderr).toContain("gatehouse: 192.0.2.1 is not an address of this machine: choose another with --host\n");
  });

  test("1 for an error nobody expected, without the secrets in it", async () => {
    const crash = `process.on("SIGUSR2", () => Promise.reject(new Error("lost ${token}")))`;
    const environment = { ...env, NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(crash)}` };
    const { child, ended } = await serve([], environment);
    child.kill("SIGUSR2");
    const { exitCode, stderr } = await ended;
    expect(exitCode).toBe(1);
    expect(stderr.split("\n").slice(-3)).toEqual(["gatehouse: lost ***", "--log-level debug shows where", ""]);
  });

  test("73 for a ready file that cannot be written", async () => {
    const path = `${folder.path}/none/ready.json`;
    const outcome = await gatehouse(["serve", "--port", "0", "--ready-file", path], env);
    expect(outcome).toEqual({
      exitCode: 73,
      stdout: "",
      stderr: `gatehouse: --ready-file: ${path} cannot be written (ENOENT)\n`,
    });
  });

  test("78 for the configuration, with every problem and no secret", async () => {
    const outcome = await gatehouse(["serve", "--port", "x", "--store", "a=postgresql://me:hunter2@h:x/db"], {
      GATEHOUSE_TOKEN: "hunter2",
    });
    expect(outcome).toEqual({
      exitCode: 78,
      stdout: "",
      stderr: [
        "gatehouse: the configuration has 3 problems",
        "  --port: must be a whole number from 0 to 65535",
        "  GATEHOUSE_TOKEN: must have at least 16 characters; `openssl rand -hex 24` makes one",
        "  --store a: has a port that is not a number from 1 to 65535; check for a password that is not percent-encoded",
        "",
      ].join("\n"),
    });
  });
});
