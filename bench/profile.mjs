// Where Gatehouse's own time goes in a workload: node bench/profile.mjs W1 [SECONDS]. The profile itself opens in a browser's tools.
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { administrator, startGatehouseServer } from "./contenders/gatehouse.mjs";
import { urlOf } from "./database.mjs";
import { startLoad } from "./measure.mjs";
import { fullSize, landmarks } from "./seed.mjs";
import { workloads } from "./workloads/all.mjs";

const [, , wanted = "W1", seconds = "10"] = process.argv;
const workload = workloads.find(({ id }) => id.startsWith(wanted));
const folder = fileURLToPath(new URL(`results/profile-${workload.id}`, import.meta.url));
const shown = 25;

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const server = await startGatehouseServer(urlOf("gatehouse_bench"), ["--cpu-prof", `--cpu-prof-dir=${folder}`]);
const load = startLoad();
const requests = await administrator.requests(workload.gatehouse, server.url, landmarks(fullSize));
const task = { url: server.url, requests, connections: 8 };
await load.run({ ...task, durationMs: 2_000 });
// Microseconds of the clock that the profile uses too: what came before is starting and warming up.
const startedAt = Number(process.hrtime.bigint() / 1_000n);
const { latencies } = await load.run({ ...task, durationMs: Number(seconds) * 1_000 });
const endedAt = Number(process.hrtime.bigint() / 1_000n);
load.stop();
await server.stop();

const [file] = readdirSync(folder);
const profile = JSON.parse(readFileSync(`${folder}/${file}`, "utf8"));
console.log(`${workload.id}: ${latencies.length} requests; ${folder}/${file}`);
print("by package or folder", selfMs(profile, placeOf));
print(
  "by function",
  selfMs(
    profile,
    ({ functionName, url, lineNumber }) => `${functionName || "(anonymous)"} ${shortUrl(url)}:${lineNumber + 1}`,
  ),
);

/** Self milliseconds for each request, most first; idle time is nobody's. */
function selfMs({ nodes, samples, timeDeltas, startTime }, keyOf) {
  const keys = new Map(nodes.map(({ id, callFrame }) => [id, keyOf(callFrame)]));
  const sums = new Map();
  let time = startTime;
  for (const [at, id] of samples.entries()) {
    time += timeDeltas[at];
    if (time < startedAt || time > endedAt) continue;
    const key = keys.get(id);
    sums.set(key, (sums.get(key) ?? 0) + timeDeltas[at] / 1_000 / latencies.length);
  }
  return [...sums].filter(([key]) => !key.includes("(idle)")).sort((a, b) => b[1] - a[1]);
}

function print(title, sums) {
  const total = sums.reduce((sum, [, ms]) => sum + ms, 0);
  console.log(`\n${title} (${total.toFixed(2)} ms a request)`);
  for (const [key, ms] of sums.slice(0, shown))
    console.log(`${ms.toFixed(3).padStart(9)} ms ${((100 * ms) / total).toFixed(1).padStart(5)}%  ${key}`);
}

function placeOf({ functionName, url }) {
  if (url === "") return functionName || "(native)";
  if (url.startsWith("node:")) return "node";
  const inPackage = /node_modules\/((?:@[^/]+\/)?[^/]+)(?!.*node_modules\/)/.exec(url);
  return inPackage ? inPackage[1] : `gatehouse/${shortUrl(url).split("/").slice(0, -1).join("/")}`;
}

function shortUrl(url) {
  return url.replace(/^.*\/(?:node_modules|dist)\//, "");
}
