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

/** A line for each curve; its cells are CPU and p50 at each size. */
export function tableOfGrowth(curves) {
  const lines = Object.values(titles).flatMap((title) => {
    const ofAxis = curves.filter(({ axis }) => axis === title);
    const sizes = [...new Set(ofAxis.map(({ at }) => at))];
    const head = `| ${title} | ${sizes.map((size) => size.toLocaleString("en")).join(" | ")} |\n| --- |${" ---: |".repeat(sizes.length)}`;
    const names = [...new Set(ofAxis.map(nameOf))];
    const rows = names.map((name) => {
      const cells = ofAxis
        .filter((each) => nameOf(each) === name)
        .map((each) => `${digits(each.cpuMs)} (${digits(each.p50)})`);
      return `| ${[name, ...cells].join(" | ")} |`;
    });
    return [head, ...rows, ""];
  });
  return ["### W7: growth, CPU ms of a request (p50 ms)", "", ...lines].join("\n");
}

const nameOf = ({ workload, contender }) => `${workload}, ${contender}`;

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
