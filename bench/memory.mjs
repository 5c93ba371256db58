// How much memory Gatehouse's process holds: after the workloads, after many documents, and under many large answers at once.
import { administrator } from "./contenders/gatehouse.mjs";
import { residentMb } from "./process.mjs";
import { historyColumns, historyPoints } from "./workloads/history.mjs";

const documents = 5_000;
const atOnce = 200;
const sampleMs = 25;

/** @returns what was found, each with the bound that it is to keep */
export async function measureMemory(load, server, marks) {
  const found = [{ what: "resident after the workloads, MB", value: residentMb(server.pid), bound: 300 }];
  await askDifferentDocuments(administrator.asker(server.url), marks);
  found.push({
    what: `resident after ${documents} different documents, MB`,
    value: residentMb(server.pid),
    bound: 300,
  });
  for (const workload of [historyColumns, historyPoints])
    found.push(...(await askAllAtOnce(load, server, workload, marks)));
  return found;
}

/** Different in their text, as those of a client that writes values into its documents. */
async function askDifferentDocuments(ask, { experiment }) {
  for (let at = 0; at < documents; at += 1) {
    const selection = `nodes { mlflowId r${at}: name params(keys: ["p${at % 20}"]) { nodes { key value } } }`;
    await ask(
      `query Q${at} { experiment(store: "main", mlflowId: "${experiment}") { runs(first: 2) { ${selection} } } }`,
    );
  }
}

async function askAllAtOnce(load, server, workload, marks) {
  const requests = await administrator.requests(workload.gatehouse, server.url, marks);
  let peakMb = 0;
  const sampler = setInterval(() => (peakMb = Math.max(peakMb, residentMb(server.pid))), sampleMs);
  // Too short for any connection to ask twice.
  const { failures } = await load.run({ url: server.url, requests, connections: atOnce, durationMs: 1 });
  clearInterval(sampler);
  return [
    { what: `${workload.id}, ${atOnce} at once: most resident, MB`, value: peakMb, bound: 1_024 },
    { what: `${workload.id}, ${atOnce} at once: failed requests`, value: failures, bound: 0 },
  ];
}
