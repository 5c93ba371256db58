import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { anyFreePort } from "../../src/demo/free-port.js";
import { firstQuery } from "../../src/demo/welcome.js";
import { StartProcess } from "./start-process.js";
import { withTemporaryFolder } from "./temporary-folder.js";

const withinMs = 120_000;

describe("npm start", () => {
  test(
    "serves a filled demo, answers the query it prints, refuses a second start beside it, and stops with everything",
    () =>
      withTemporaryFolder(async (folder) => {
        const first = await new StartProcess(["--data-dir", folder, "--port", "0"]).untilServing();
        expect(first.output).toMatch(
          /\[1\/6\] install … .*\n\[2\/6\] generate … .*\n\[3\/6\] build … .*\n\[4\/6\] PostgreSQL … [\d.]+ s\n\[5\/6\] demo store … [\d.]+ s \(168 runs, 108,766 metric points\)\n\[6\/6\] serve … [\d.]+ s\n/,
        );
        expect(championOf(await ask(first, firstQuery))).toEqual({
          alias: "champion",
          version: 3,
          stage: "PRODUCTION",
        });
        expect((await post(first.url, firstQuery, "wrong-token-wrong-token")).status).toBe(401);

        const second = new StartProcess(["--data-dir", folder, "--port", "0"]);
        expect(await second.ended).toBe(69);
        expect(second.output).toContain(`a demo on ${folder} is running at ${first.url} (process ${first.child.pid})`);

        const postmaster = postmasterOf(folder);
        expect(await first.stop("SIGINT")).toBe(0);
        expect(() => process.kill(postmaster, 0)).toThrow("ESRCH");
        expect(existsSync(join(folder, "running.json"))).toBe(false);
      }),
    withinMs,
  );

  test(
    "goes on with the same data and token after it was killed, and begins again with --fresh",
    () =>
      withTemporaryFolder(async (folder) => {
        const killed = await new StartProcess(["--data-dir", folder, "--port", "0"]).untilServing();
        await untilTraining(killed);
        await killed.stop("SIGKILL");
        const postmaster = postmasterOf(folder);
        process.kill(postmaster, 0);

        const later = await new StartProcess(["--data-dir", folder, "--port", "0"]).untilServing();
        expect(later.output).toMatch(
          /\[1\/6\] install … nothing changed\n\[2\/6\] generate … nothing changed\n\[3\/6\] build … nothing changed\n/,
        );
        expect(later.output).toMatch(/kept from the last start: 168 runs/);
        expect(() => process.kill(postmaster, 0)).toThrow("ESRCH");
        expect(later.token).toBe(killed.token);
        await later.stop();

        const fresh = await new StartProcess(["--data-dir", folder, "--port", "0", "--fresh"]).untilServing();
        expect(fresh.output).toMatch(/demo store … [\d.]+ s \(168 runs, 108,766 metric points\)/);
        expect(fresh.token).toBe(killed.token);
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
        const start = await new StartProcess(["--data-dir", folder, "--port", String(port)]).untilServing();
        expect(Number(new URL(start.url).port)).toBeGreaterThan(port);
        expect(start.output).toContain(`port ${port} is in use, took ${new URL(start.url).port}`);
        await start.stop();
        holder.close();
      }),
    withinMs,
  );

  test("refuses what is no port", async () => {
    const start = new StartProcess(["--port", "http"]);
    expect(await start.ended).toBe(2);
    expect(start.output).toContain("--port must be a whole number from 0 to 65535");
  });
});

async function post(url: string, query: string, token: string): Promise<Response> {
  return fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ query }),
  });
}

async function ask(start: StartProcess, query: string): Promise<unknown> {
  return (await post(start.url, query, start.token)).json();
}

interface FirstAnswer {
  readonly data: {
    readonly registeredModel: {
      readonly aliases: {
        readonly edges: readonly { node: { alias: string; modelVersion: { version: number; stage: string } } }[];
      };
    };
  };
}

function championOf(answer: unknown): { alias: string; version: number; stage: string } | undefined {
  const nodes = (answer as FirstAnswer).data.registeredModel.aliases.edges.map((edge) => edge.node);
  const champion = nodes.find((node) => node.alias === "champion");
  if (champion === undefined) return undefined;
  return { alias: champion.alias, version: champion.modelVersion.version, stage: champion.modelVersion.stage };
}

/** The demo's own run has written a point more than it was filled with. */
async function untilTraining(start: StartProcess): Promise<void> {
  const query =
    '{ runs(stores: ["demo"], filter: { status: { in: [RUNNING] } }, first: 1) { edges { node { metrics(keys: ["train_loss"]) { edges { node { step } } } } } } }';
  for (;;) {
    const step = /"step":"?(\d+)/.exec(JSON.stringify(await ask(start, query)))?.[1];
    if (Number(step) > 479) return;
  }
}

function postmasterOf(folder: string): number {
  return Number.parseInt(readFileSync(join(folder, "postgres/cluster/postmaster.pid"), "utf8"), 10);
}
