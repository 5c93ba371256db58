// Gatehouse as it is built: `gatehouse serve`, one process, every limit as it is by default.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { graphqlContender } from "../graphql.mjs";
import { freePort, startServer } from "../process.mjs";
import { ensureViewer } from "../viewer.mjs";

const cli = fileURLToPath(new URL("../../dist/cli/gatehouse.js", import.meta.url));
const token = "token-of-the-benchmark";

export const administrator = {
  name: "Gatehouse",
  question: (workload) => workload.gatehouse,
  ...holderOf(token),
};

/** @param nodeFlags for the process, such as those of a profile */
export async function startGatehouseServer(storeUrl, nodeFlags = []) {
  const port = await freePort();
  return startServer(process.execPath, [...nodeFlags, cli, "serve", "--port", String(port), "--log-level", "warn"], {
    env: { NODE_ENV: "production", GATEHOUSE_TOKEN: token, GATEHOUSE_STORE_MAIN_URL: storeUrl },
    url: `http://127.0.0.1:${port}`,
    path: "/health/ready",
  });
}

export async function start({ storeUrl, marks, viewer = true }) {
  const server = await startGatehouseServer(storeUrl);
  const contenders = [administrator];
  if (viewer) contenders.push(viewerOf(await ensureViewer(administrator.asker(server.url), marks)));
  const version = execFileSync(process.execPath, [cli, "--version"], { encoding: "utf8" }).trim();
  return { ...server, version, note: `one process, Node ${process.version}`, contenders };
}

function viewerOf(viewersToken) {
  return {
    name: "Gatehouse, a viewer with 50 grants",
    question: (workload) => (workload.hasViewer ? workload.gatehouse : undefined),
    ...holderOf(viewersToken),
  };
}

function holderOf(bearer) {
  return graphqlContender({ path: "/graphql", headers: { authorization: `Bearer ${bearer}` } });
}
