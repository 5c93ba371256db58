// npm run bench: Gatehouse beside what else could answer, on one MLflow store. docs/benchmarks.md explains it.
import { parseArgs } from "node:util";
import { runFull } from "./full.mjs";
import { runQuick } from "./quick.mjs";

const { values: options } = parseArgs({
  options: {
    peer: { type: "string", default: "sql" },
    only: { type: "string", default: "" },
    rounds: { type: "string", default: "4" },
    "round-ms": { type: "string", default: "2000" },
    connections: { type: "string", default: "8" },
    quick: { type: "boolean", default: false },
    record: { type: "boolean", default: false },
    memory: { type: "boolean", default: false },
    growth: { type: "boolean", default: false },
    publish: { type: "boolean", default: false },
  },
});

if (options.quick) process.exitCode = (await runQuick({ record: options.record })) ? 0 : 1;
else process.exitCode = (await runFull(options)) ? 0 : 1;
