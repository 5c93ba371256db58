// A real MLflow server on the same store, one worker: its REST API, and its GraphQL where that can do the work.
import { execFileSync } from "node:child_process";
import { graphqlContender } from "../graphql.mjs";
import { freePort, startServer } from "../process.mjs";

export async function start({ storeUrl }) {
  const command = process.env.GATEHOUSE_BENCH_MLFLOW;
  if (!command)
    throw new Error("GATEHOUSE_BENCH_MLFLOW names the mlflow executable of a Python with mlflow and psycopg2-binary");
  const version = execFileSync(command, ["--version"], { encoding: "utf8" }).trim().split(" ").at(-1);
  const port = await freePort();
  const args = [
    "server",
    "--host",
    "127.0.0.1",
    "--port",
    String(port),
    "--workers",
    "1",
    "--backend-store-uri",
    withDriver(storeUrl),
  ];
  const server = await startServer(command, [...args, "--default-artifact-root", "s3://ml"], {
    // Its background jobs would cost CPU that no request asks for.
    env: { MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false", MLFLOW_SQLALCHEMYSTORE_POOL_SIZE: "10" },
    url: `http://127.0.0.1:${port}`,
    path: "/health",
  });
  const contenders = [
    rest,
    {
      name: "MLflow GraphQL",
      question: (workload) => workload.mlflowGraphql,
      ...graphqlContender({ path: "/graphql" }),
    },
  ];
  return { ...server, version, note: "one worker process", contenders };
}

/** psycopg2, which MLflow's own documentation installs, whatever SQLAlchemy prefers. */
const withDriver = (url) => url.replace(/^postgres(?:ql)?:/, "postgresql+psycopg2:");

const rest = {
  name: "MLflow REST",
  question: (workload) => workload.mlflow,
  /** A question may ask before, such as for the page before; only what it returns is measured. */
  async requests({ requests }, url, marks) {
    const ask = async (...parts) => {
      const { path, ...request } = requestOf(parts);
      return JSON.parse(await (await fetch(new URL(path, url), request)).text());
    };
    return (await requests(marks, ask)).map(requestOf);
  },
  answer: (texts) => texts.map((text) => JSON.parse(text)),
};

function requestOf([method, path, body]) {
  const prefix = path.startsWith("metrics/get-history-bulk") ? "/ajax-api/2.0/mlflow/" : "/api/2.0/mlflow/";
  const content = body && { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  return { method, path: prefix + path, ...content };
}
