// The whole benchmark: the store, the contenders, the workloads, and what is written of them.
import { mkdir, writeFile } from "node:fs/promises";
import * as gatehouse from "./contenders/gatehouse.mjs";
import { ensureDatabase, urlOf } from "./database.mjs";
import { describeMachine, loadNow } from "./machine.mjs";
import { measureWorkload, startLoad } from "./measure.mjs";
import { machineLine, tableOf } from "./report.mjs";
import { fillStore, fullSize, landmarks } from "./seed.mjs";
import { workloads } from "./workloads/all.mjs";

const database = "gatehouse_bench";
const results = new URL("results/", import.meta.url);

export async function runFull(options) {
  const machine = await describeMachine();
  await ensureDatabase(database, JSON.stringify(fullSize), (client, url) => fillStore(client, url, fullSize));
  const marks = landmarks(fullSize);
  const servers = await startAll(options.peer.split(","), { storeUrl: urlOf(database), marks });
  const report = { machine, contenders: [], workloads: [] };
  const load = startLoad();
  try {
    report.contenders = servers.flatMap(({ contenders, version, note }) =>
      contenders.map(({ name }) => ({ name, version, note })),
    );
    for (const workload of wanted(options.only)) {
      const rows = await measureWorkload(load, servers, workload, { marks, warmMs: 1_500, ...roundsOf(options) });
      report.workloads.push({ id: workload.id, title: workload.title, rows });
      console.log(tableOf(report.workloads.at(-1)));
    }
  } finally {
    load.stop();
    for (const server of servers) await server.stop();
  }
  machine.loadAfter = loadNow();
  console.log(machineLine(machine));
  await mkdir(results, { recursive: true });
  await writeFile(new URL("bench.json", results), `${JSON.stringify(report, null, 2)}\n`);
}

async function startAll(peers, settings) {
  const servers = [await gatehouse.start(settings)];
  for (const peer of peers.filter(Boolean)) {
    const { start } = await import(`./contenders/${peer}.mjs`);
    servers.push(await start(settings));
  }
  return servers;
}

const wanted = (only) =>
  workloads.filter(({ id }) => only === "" || only.split(",").some((each) => id.startsWith(each)));

function roundsOf({ rounds, "round-ms": roundMs, connections }) {
  return { rounds: Number(rounds), roundMs: Number(roundMs), connections: Number(connections) };
}
