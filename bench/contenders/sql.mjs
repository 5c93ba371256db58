// The limit: what the database can be asked for with the least in between.
import { fileURLToPath } from "node:url";
import { freePort, startServer } from "../process.mjs";

export async function start({ storeUrl }) {
  const port = await freePort();
  const script = fileURLToPath(new URL("sql-server.mjs", import.meta.url));
  const server = await startServer(process.execPath, [script, storeUrl, String(port)], {
    env: { NODE_ENV: "production" },
    url: `http://127.0.0.1:${port}`,
  });
  return { ...server, version: process.version, note: "node:http and pg, pool of ten", contenders: [limit] };
}

const limit = {
  name: "limit",
  question: ({ id, sql }) => sql && { id, ...sql },
  requests: ({ id, values }, _url, marks) => [{ method: "POST", path: `/${id}`, body: JSON.stringify(values(marks)) }],
  answer: ([text]) => JSON.parse(text),
};
