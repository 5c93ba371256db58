// The whole benchmark: the store, the contenders, the workloads, and what is written of them.
import { mkdir, writeFile } from "node:fs/promises";
import { measureColdStart } from "./cold-start.mjs";
import * as gatehouse from "./contenders/gatehouse.mjs";
import * as mlflow from "./contenders/mlflow.mjs";
import * as postgraphile from "./contenders/postgraphile.mjs";
import * as sql from "./contenders/sql.mjs";
import { ensureDatabase, urlOf } from "./database.mjs";
import { measureGrowth, tableOfGrowth } from "./growth.mjs";
import { growthPictureOf } from "./growth-picture.mjs";
import { describeMachine, loadNow } from "./machine.mjs";
import { measureWorkload, startLoad } from "./measure.mjs";
import { measureMemory } from "./memory.mjs";
import { pictureOf } from "./picture.mjs";
import { boundsTable, isKept, machineLine, tableOf } from "./report.mjs";
import { fillStore, fullSize, landmarks } from "./seed.mjs";
import { workloads } from "./workloads/all.mjs";

const peers = { mlflow, postgraphile, sql };
const database = "gatehouse_bench";
const results = new URL("results/", import.meta.url);
const docs = new URL("../docs/", import.meta.url);

/** @returns whether every bound is kept */
export async function runFull(options) {
  const unknown = peersOf(options).filter((name) => !Object.hasOwn(peers, name));
  if (unknown.length > 0)
    throw new Error(`--peer takes ${Object.keys(peers).join(", ")}, and not ${unknown.join(", ")}`);
  const report = { machine: await describeMachine(), contenders: [], workloads: [], bounds: [], growth: [] };
  await ensureDatabase(database, JSON.stringify(fullSize), (client, url) => fillStore(client, url, fullSize));
  const load = startLoad();
  try {
    await measureContenders(load, options, report);
    if (options.memory) report.bounds.push(...(await measureColdStart()));
    if (report.bounds.length > 0) console.log(boundsTable(report.bounds));
    if (options.growth) {
      report.growth = await measureGrowth(load);
      console.log(tableOfGrowth(report.growth));
    }
  } finally {
    load.stop();
  }
  report.machine.loadAfter = loadNow();
  console.log(machineLine(report.machine));
  await write(report, options.publish);
  return report.bounds.every(isKept);
}

async function measureContenders(load, options, report) {
  const marks = landmarks(fullSize);
  const servers = [];
  try {
    servers.push(await gatehouse.start({ storeUrl: urlOf(database), marks }));
    for (const peer of peersOf(options)) {
      servers.push(await peers[peer].start({ storeUrl: urlOf(database), marks }));
    }
    report.contenders = servers.flatMap(describeContenders);
    for (const workload of wanted(options.only)) {
      const rows = await measureWorkload(load, servers, workload, { marks, warmMs: 6_000, ...roundsOf(options) });
      report.workloads.push({ id: workload.id, title: workload.title, rows });
      console.log(tableOf(report.workloads.at(-1)));
    }
    if (options.memory) report.bounds = await measureMemory(load, servers[0], marks);
  } finally {
    for (const server of servers) await server.stop();
  }
}

const peersOf = ({ peer }) => peer.split(",").filter(Boolean);

const describeContenders = ({ contenders, version, note }) => contenders.map(({ name }) => ({ name, version, note }));

const wanted = (only) =>
  workloads.filter(({ id }) => only === "" || only.split(",").some((each) => id.startsWith(each)));

function roundsOf({ rounds, "round-ms": roundMs, connections }) {
  return { rounds: Number(rounds), roundMs: Number(roundMs), connections: Number(connections) };
}

async function write(report, isPublished) {
  await mkdir(results, { recursive: true });
  await writeFile(new URL("bench.json", results), `${JSON.stringify(report, null, 2)}\n`);
  const pictures = {
    "benchmark.svg": report.workloads.length > 0 && pictureOf(report),
    "benchmark-growth.svg": report.growth.length > 0 && growthPictureOf(report.growth),
  };
  for (const [name, picture] of Object.entries(pictures)) {
    for (const folder of isPublished ? [results, docs] : [results]) {
      if (picture) await writeFile(new URL(name, folder), picture);
    }
  }
}
