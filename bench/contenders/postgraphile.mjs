// PostGraphile 5 with its Amber preset, and the relations that MLflow keeps without foreign keys.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { graphqlContender } from "../graphql.mjs";
import { installPeers } from "../peers.mjs";
import { freePort, startServer } from "../process.mjs";

export async function start({ storeUrl }) {
  const { folder, node, dependencies } = installPeers();
  const port = await freePort();
  const script = fileURLToPath(new URL("postgraphile-server.mjs", import.meta.url));
  const server = await startServer(node, [script, folder, storeUrl, String(port)], {
    env: { NODE_ENV: "production", GRAPHILE_ENV: "production" },
    url: `http://127.0.0.1:${port}`,
  });
  const contender = {
    name: "PostGraphile",
    question: (workload) => workload.postgraphile,
    ...graphqlContender({ path: "/graphql" }),
  };
  const nodeVersion = execFileSync(node, ["--version"], { encoding: "utf8" }).trim();
  return {
    ...server,
    version: dependencies.postgraphile,
    note: `one process, Node ${nodeVersion}, pool of ten`,
    contenders: [contender],
  };
}
