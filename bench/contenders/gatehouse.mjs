// Gatehouse as it is built: `gatehouse serve`, one process.
import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { graphqlContender } from "../graphql.mjs";
import { freePort, startServer } from "../process.mjs";
import { ensureViewer } from "../viewer.mjs";

const cli = fileURLToPath(new URL("../../dist/cli/gatehouse.js", import.meta.url));
const token = "token-of-the-benchmark";

/** @param nodeFlags for the process, such as those of a profile */
export async function startGatehouseServer(storeUrl, nodeFlags = []) {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-bench-"));
  const config = join(folder, "gatehouse.yaml");
  // JSON is YAML. Every limit is the default; the log keeps to warnings, as the other contenders' do.
  writeFileSync(config, JSON.stringify({ port, token, logLevel: "warn", stores: [{ name: "main", url: storeUrl }] }));
  return startServer(process.execPath, [...nodeFlags, cli, "serve", "--config", config], {
    env: { NODE_ENV: "production" },
    url: `http://127.0.0.1:${port}`,
    path: "/health/ready",
  });
}

export function askerOf(server, as = token) {
  return graphqlContender({ path: "/graphql", headers: { authorization: `Bearer ${as}` } }).asker(server.url);
}

export async function start({ storeUrl, marks, viewer = true }) {
  const server = await startGatehouseServer(storeUrl);
  const version = execFileSync(process.execPath, [cli, "--version"], { encoding: "utf8" }).trim();
  const contender = (name, as) => ({
    name,
    question: (workload) => (as === token || workload.hasViewer ? workload.gatehouse : undefined),
    ...graphqlContender({ path: "/graphql", headers: { authorization: `Bearer ${as}` } }),
  });
  const contenders = [contender("Gatehouse", token)];
  if (viewer)
    contenders.push(contender("Gatehouse, a viewer with 50 grants", await ensureViewer(askerOf(server), marks)));
  return { ...server, version, note: `one process, Node ${process.version}`, contenders };
}
