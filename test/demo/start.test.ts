import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { anyFreePort } from "../../src/demo/free-port.js";
import { firstQuery } from "../../src/demo/welcome.js";
import { ScratchClone } from "./scratch-clone.js";
import { StartProcess } from "./start-process.js";
import { withTemporaryFolder } from "./temporary-folder.js";

const withinMs = 240_000;
const nothingChanged =
  /\[1\/6\] install … nothing changed\n\[2\/6\] generate … nothing changed\n\[3\/6\] build … nothing changed\n/;
const begun: StartProcess[] = [];
let clone: ScratchClone;

beforeAll(() => {
  clone = new ScratchClone();
});

// A test that fails must not leave a demo behind.
afterEach(async () => {
  await Promise.all(begun.filter((process) => process.isRunning).map((process) => process.stop()));
});

afterAll(() => clone.remove());

describe("npm start", () => {
  test(
    "builds, serves a filled demo that answers the query it prints, refuses a second start beside it, and stops with everything",
    async () => {
      const first = await start().untilServing();
      expect(first.output).toMatch(
        /\[3\/6\] build … [\d.]+ s\n\[4\/6\] PostgreSQL … [\d.]+ s\n\[5\/6\] demo store … [\d.]+ s \(168 runs, 108,766 metric points\)\n\[6\/6\] serve … [\d.]+ s\n/,
      );
      expect(await championOf(first)).toEqual({
        alias: "champion",
        modelVersion: expect.objectContaining({ version: 3 }),
      });
      expect((await post(first.url, firstQuery, "some-other-token-than-this")).status).toBe(401);

      expect(await rolesOf(first)).toEqual(["viewer", "contributor", "approver", "admin", "auditor", "service"]);

      const second = start();
      expect(await second.ended).toBe(69);
      expect(second.output).toMatch(nothingChanged);
      expect(second.output).toContain(
        `a demo on ${clone.path(".gatehouse")} is running at ${first.url} (process ${first.child.pid})`,
      );

      const postmaster = postmasterOf(clone.path(".gatehouse"));
      expect(await first.stop("SIGINT")).toBe(0);
      expect(() => process.kill(postmaster, 0)).toThrow("ESRCH");
      expect(existsSync(clone.path(".gatehouse/running.json"))).toBe(false);
    },
    withinMs,
  );

  test(
    "goes on with the same data and token after it was killed, rebuilding nothing, and begins again with --fresh",
    () =>
      withTemporaryFolder(async (folder) => {
        const killed = await start("--data-dir", folder).untilServing();
        await untilTraining(killed);
        await killed.stop("SIGKILL");
        const postmaster = postmasterOf(folder);
        process.kill(postmaster, 0);

        const later = await start("--data-dir", folder).untilServing();
        expect(later.output).toMatch(nothingChanged);
        expect(later.output).toMatch(/demo store … [\d.]+ s \(kept from the last start: 168 runs/);
        expect(await trainedStep(later)).toBeGreaterThan(479);
        expect(() => process.kill(postmaster, 0)).toThrow("ESRCH");
        expect(later.token).toBe(killed.token);
        expect(later.roleTokens).toEqual(killed.roleTokens);
        expect(await later.stop()).toBe(0);

        const fresh = await start("--data-dir", folder, "--fresh").untilServing();
        expect(fresh.output).toMatch(/demo store … [\d.]+ s \(168 runs, 108,766 metric points\)/);
        expect(fresh.token).toBe(killed.token);
        expect(fresh.roleTokens).toEqual(killed.roleTokens);
        expect(await rolesOf(fresh)).toHaveLength(6);
        expect(await fresh.stop()).toBe(0);
      }),
    withinMs,
  );

  test(
    "names a port in use and takes the next free one",
    () =>
      withTemporaryFolder(async (folder) => {
        const port = await anyFreePort();
        const holder = createServer().listen(port, "127.0.0.1");
        const beside = await start("--data-dir", folder, "--port", String(port)).untilServing();
        expect(Number(new URL(beside.url).port)).toBeGreaterThan(port);
        expect(beside.output).toContain(`port ${port} is in use, took ${new URL(beside.url).port}`);
        expect(await beside.stop()).toBe(0);
        holder.close();
      }),
    withinMs,
  );

  test(
    "stops everything when npm itself is told to stop, whose shell between dies without a word",
    () =>
      withTemporaryFolder(async (folder) => {
        const underNpm = await new StartProcess(
          clone.root,
          ["--port", "0", "--data-dir", folder],
          "npm",
        ).untilServing();
        const postmaster = postmasterOf(folder);
        await underNpm.stop("SIGTERM");
        expect(underNpm.output).toMatch(/\nStopping \.\.\.\n/);
        expect(() => process.kill(postmaster, 0)).toThrow("ESRCH");
        expect(existsSync(join(folder, "running.json"))).toBe(false);
      }),
    withinMs,
  );

  test(
    "builds again after a change in the sources, and only that",
    async () => {
      appendFileSync(clone.path("src/config.ts"), "\n");
      const help = start("--help");
      expect(await help.ended).toBe(0);
      expect(help.output).toMatch(/\[2\/6\] generate … nothing changed\n\[3\/6\] build … [\d.]+ s\n/);
      expect(help.output).toContain("Usage: gatehouse demo");
    },
    withinMs,
  );

  test(
    "tells what does not build, and starts nothing",
    async () => {
      writeFileSync(clone.path("src/broken.ts"), 'export const port: number = "no";\n');
      const broken = start();
      expect(await broken.ended).toBe(1);
      expect(broken.output).toContain("src/broken.ts(1,14): error TS2322");
      expect(broken.output).not.toContain("PostgreSQL");
    },
    withinMs,
  );
});

/** On any free port, with the clone's own data folder unless told otherwise. */
function start(...args: readonly string[]): StartProcess {
  return begin(args.includes("--port") ? args : ["--port", "0", ...args]);
}

function begin(args: readonly string[], launcher: "node" | "npm" = "node"): StartProcess {
  const process = new StartProcess(clone.root, args, launcher);
  begun.push(process);
  return process;
}

function post(url: string, query: string, token: string): Promise<Response> {
  return fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ query }),
  });
}

async function championOf({ url, token }: StartProcess): Promise<unknown> {
  const answer = await (await post(url, firstQuery, token)).json();
  const { nodes } = (answer as { data: { registeredModel: { aliases: { nodes: { alias: string }[] } } } }).data
    .registeredModel.aliases;
  return nodes.find((node) => node.alias === "champion");
}

/** Who comes with each of the printed tokens. */
async function rolesOf({ url, roleTokens }: StartProcess): Promise<unknown[]> {
  return Promise.all(
    roleTokens.map(async (token) => {
      const answer = await (await post(url, "{ viewer { subject } stores { nodes { name } } }", token)).json();
      const { viewer, stores } = (answer as { data: { viewer: { subject: string }; stores: { nodes: unknown[] } } })
        .data;
      return stores.nodes.length === 1 ? viewer.subject : "sees no store";
    }),
  );
}

/** The demo's own run has written a point more than it was filled with. */
async function untilTraining(started: StartProcess): Promise<void> {
  while ((await trainedStep(started)) <= 479);
}

async function trainedStep({ url, token }: StartProcess): Promise<number> {
  const query =
    '{ experiment(store: "demo", name: "leaf-disease/training") { runs(first: 1) { nodes { metrics(keys: ["train_loss"]) { nodes { step } } } } } }';
  const text = await (await post(url, query, token)).text();
  return Number(/"step":"?(\d+)/.exec(text)?.[1]);
}

function postmasterOf(folder: string): number {
  return Number.parseInt(readFileSync(join(folder, "postgres/cluster/postmaster.pid"), "utf8"), 10);
}
