// What the other contenders need, installed once into a folder outside the repository: none of it is a dependency of Gatehouse.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const folder =
  process.env.GATEHOUSE_BENCH_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "gatehouse-bench");

const isNode22 = Number(process.versions.node.split(".")[0]) >= 22;
const nodePackage = `node-${process.platform}-${process.arch}`;

const dependencies = {
  graphql: "16.15.0",
  pg: "8.23.1",
  postgraphile: "5.1.5",
  "postgraphile-plugin-connection-filter": "4.0.1",
  // PostGraphile needs Node 22.
  ...(isNode22 ? {} : { [nodePackage]: "22.23.3" }),
};

/** @returns the folder, and a Node that is new enough for all of them */
export function installPeers() {
  const manifest = `${JSON.stringify({ private: true, dependencies }, null, 2)}\n`;
  const [wanted, installed] = [join(folder, "package.json"), join(folder, "installed.json")];
  if (!existsSync(installed) || readFileSync(installed, "utf8") !== manifest) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(wanted, manifest);
    console.error(`installing ${Object.keys(dependencies).join(", ")} into ${folder}`);
    execFileSync("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], {
      cwd: folder,
      stdio: "inherit",
    });
    writeFileSync(installed, manifest);
  }
  return {
    folder,
    node: isNode22 ? process.execPath : join(folder, "node_modules", nodePackage, "bin/node"),
    dependencies,
  };
}
