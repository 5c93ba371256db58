// Rounds of a workload, the contenders by turns, so that all of them meet the same noise of the machine.
import { fork } from "node:child_process";
import { once } from "node:events";
import { isDeepStrictEqual } from "node:util";
import { cpuMs } from "./process.mjs";

export function startLoad() {
  const child = fork(new URL("load.mjs", import.meta.url));
  return {
    async run(task) {
      child.send(task);
      const [result] = await once(child, "message");
      return result;
    },
    stop: () => child.disconnect(),
  };
}

/**
 * @param servers each with the `contenders` that it serves
 * @returns a row for each contender: what was measured, or why it was not
 */
export async function measureWorkload(load, servers, workload, { marks, rounds, roundMs, warmMs, connections }) {
  const entries = await contestants(servers, workload, marks);
  const ready = entries.filter(({ requests }) => requests);
  for (const { url, requests } of ready) await load.run({ url, requests, connections, durationMs: warmMs });
  for (let round = 0; round < rounds; round += 1) {
    for (const entry of ready) {
      if (entry.samples.ms > 3 * rounds * roundMs) continue; // So slow that fewer rounds tell enough.
      await measureRound(load, entry, { connections, durationMs: roundMs });
    }
  }
  return entries.map((entry) => ({
    contender: entry.name,
    ...(entry.requests ? figuresOf(entry) : { cannot: entry.cannot }),
  }));
}

async function contestants(servers, workload, marks) {
  const entries = [];
  for (const { url, pid, contenders } of servers) {
    for (const contender of contenders) {
      const question = contender.question(workload);
      if (question === undefined) continue;
      const entry = {
        name: contender.name,
        url,
        pid,
        cannot: question.cannot,
        samples: { latencies: [], bytes: 0, ms: 0, cpuMs: 0 },
      };
      if (!question.cannot) Object.assign(entry, await checked(contender, question, { url, workload, marks }));
      entries.push(entry);
    }
  }
  return entries;
}

/** Who does not answer what was asked is not measured. */
async function checked(contender, question, { url, workload, marks }) {
  try {
    const requests = await contender.requests(question, url, marks);
    const texts = [];
    for (const { path, ...request } of requests) texts.push(await (await fetch(new URL(path, url), request)).text());
    const found = question.count(contender.answer(texts));
    const expected = workload.expected(marks);
    if (isDeepStrictEqual(found, expected)) return { requests };
    return { cannot: `wrong answer: ${JSON.stringify(found)}, not ${JSON.stringify(expected)}` };
  } catch (error) {
    return { cannot: `failed: ${error.message.slice(0, 200)}` };
  }
}

async function measureRound(load, { name, url, pid, requests, samples }, { connections, durationMs }) {
  const cpuBefore = cpuMs(pid);
  const { latencies, bytes, ms, failures } = await load.run({ url, requests, connections, durationMs });
  if (failures > 0) throw new Error(`${name}: ${failures} requests failed`);
  samples.cpuMs += cpuMs(pid) - cpuBefore;
  samples.ms += ms;
  samples.bytes += bytes;
  samples.latencies.push(...latencies);
}

function figuresOf({ requests, samples: { latencies, bytes, ms, cpuMs: cpu } }) {
  const sorted = latencies.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  const count = sorted.length;
  return {
    requests: count,
    httpRequestsEach: requests.length,
    perSecond: (count * 1_000) / ms,
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    cpuMs: cpu / count,
    bytes: bytes / count,
  };
}
