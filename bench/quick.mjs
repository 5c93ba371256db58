// The small benchmark: does a request cost more than it did, measured by what the limit costs in the same run?
import { readFile, writeFile } from "node:fs/promises";
import * as gatehouse from "./contenders/gatehouse.mjs";
import * as sql from "./contenders/sql.mjs";
import { createDatabase, dropDatabase, urlOf } from "./database.mjs";
import { onSomeServer } from "./embedded.mjs";
import { measureWorkload, startLoad } from "./measure.mjs";
import { digits } from "./report.mjs";
import { fillStore, landmarks, quickSize } from "./seed.mjs";
import { workloads } from "./workloads/all.mjs";

const recordedFile = new URL("recorded.json", import.meta.url);
const database = "gatehouse_bench_quick";
const riseMax = 1.5;
const rounds = { rounds: 4, roundMs: 450, warmMs: 800, connections: 2 };

/** @returns whether no ratio rose past the bound */
export function runQuick(options) {
  return onSomeServer(() => runOnServer(options));
}

async function runOnServer({ record }) {
  const marks = landmarks(quickSize);
  const servers = [];
  const load = startLoad();
  try {
    await createDatabase(database, (client, url) => fillStore(client, url, quickSize));
    const start = { storeUrl: urlOf(database), marks, viewer: false };
    servers.push(await gatehouse.start(start), await sql.start(start));
    const ratioOf = (workload) => measureRatio(load, servers, workload, marks);
    return record ? await recordRatios(ratioOf) : await compareRatios(ratioOf);
  } finally {
    load.stop();
    for (const server of servers) await server.stop();
    await dropDatabase(database);
  }
}

const compared = workloads.filter(({ id }) => /^W[1-4]/.test(id));

async function recordRatios(ratioOf) {
  const ratios = {};
  for (const workload of compared) {
    const measured = [await ratioOf(workload), await ratioOf(workload), await ratioOf(workload)];
    ratios[workload.id] = Number(digits(measured.sort((a, b) => a - b)[1]));
  }
  await writeFile(recordedFile, `${JSON.stringify(ratios, null, 1).replaceAll(/\n */g, " ")}\n`);
  console.log(`recorded ${JSON.stringify(ratios)}`);
  return true;
}

async function compareRatios(ratioOf) {
  const cpuRatios = JSON.parse(await readFile(recordedFile, "utf8"));
  const risen = [];
  console.log("| workload | CPU to the limit's | recorded |\n| --- | ---: | ---: |");
  for (const workload of compared) {
    const bound = cpuRatios[workload.id] * riseMax;
    let ratio = await ratioOf(workload);
    // A noisy moment is no rise: what is still there when measured again is one.
    if (ratio > bound) ratio = Math.min(ratio, await ratioOf(workload));
    if (!(ratio <= bound))
      risen.push(`${workload.id}: ${digits(ratio)}, more than ${riseMax} times ${cpuRatios[workload.id]}`);
    console.log(`| ${workload.id} | ${digits(ratio)} | ${cpuRatios[workload.id]} |`);
  }
  for (const line of risen) console.error(`The CPU of a request rose: ${line}`);
  return risen.length === 0;
}

async function measureRatio(load, servers, workload, marks) {
  const [own, limit] = await measureWorkload(load, servers, workload, { marks, ...rounds });
  for (const { contender, cannot } of [own, limit])
    if (cannot) throw new Error(`${workload.id}, ${contender}: ${cannot}`);
  return own.cpuMs / limit.cpuMs;
}
