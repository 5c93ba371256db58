// What a request costs as the store grows: along the number of runs, and along the length of one run.
import * as gatehouse from "./contenders/gatehouse.mjs";
import * as sql from "./contenders/sql.mjs";
import { createDatabase, dropDatabase, urlOf } from "./database.mjs";
import { measureWorkload } from "./measure.mjs";
import { digits } from "./report.mjs";
import { fillStore, landmarks } from "./seed.mjs";
import { runTable } from "./workloads/run-table.mjs";
import { chartsOfRun } from "./workloads/sampled-charts.mjs";
import { searchPage1 } from "./workloads/search.mjs";

const database = "gatehouse_bench_growth";
const base = { experiments: 40, runs: 2_000, points: 10, bigRuns: 1, bigPoints: 5_000, models: 200 };
const rounds = { rounds: 3, roundMs: 1_200, warmMs: 1_000, connections: 4 };

/** Each key of ten has the points that are named: the longest run has 5 million. */
const axes = {
  runs: [2_000, 6_000, 20_000].map((runs) => ({ ...base, runs })),
  bigPoints: [5_000, 50_000, 500_000].map((bigPoints) => ({ ...base, bigPoints })),
};
const titles = { runs: "runs, 10 points a key", bigPoints: "points of one run, in 10 keys" };

export async function measureGrowth(load) {
  const curves = [];
  for (const [axis, sizes] of Object.entries(axes)) {
    for (const size of sizes) {
      for (const row of await measureSize(load, size)) {
        const at = axis === "runs" ? size.runs : size.bigPoints * 10;
        curves.push({ axis: titles[axis], at, ...row });
      }
    }
  }
  return curves;
}

export function tableOfGrowth(curves) {
  const head = "| axis | size | workload | contender | CPU ms | p50 ms |\n| --- | ---: | --- | --- | ---: | ---: |";
  const lines = curves.map(({ axis, at, workload, contender, cpuMs, p50 }) =>
    [axis, at.toLocaleString("en"), workload, contender, digits(cpuMs), digits(p50)].join(" | "),
  );
  return `### W7: growth\n\n${head}\n${lines.map((line) => `| ${line} |`).join("\n")}\n`;
}

async function measureSize(load, size) {
  const marks = landmarks(size);
  const servers = [];
  try {
    await createDatabase(database, (client, url) => fillStore(client, url, size));
    const settings = { storeUrl: urlOf(database), marks, viewer: false };
    servers.push(await gatehouse.start(settings), await sql.start(settings));
    const rows = [];
    for (const workload of [runTable, chartsOfRun, searchPage1]) {
      for (const row of await measureWorkload(load, servers, workload, { marks, ...rounds })) {
        if (row.cannot) throw new Error(`${workload.id}, ${row.contender}: ${row.cannot}`);
        rows.push({ workload: workload.id, ...row });
      }
    }
    return rows;
  } finally {
    for (const server of servers) await server.stop();
    await dropDatabase(database);
  }
}
