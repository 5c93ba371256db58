// The limit: nothing but node:http and the driver, sending the JSON that one named statement of PostgreSQL has built.
import { createServer } from "node:http";
import pg from "pg";
import { workloads } from "../workloads/all.mjs";

const [, , storeUrl, port] = process.argv;
const pool = new pg.Pool({ connectionString: storeUrl, max: 10 });
const statements = new Map(
  workloads.filter(({ sql }) => sql).map(({ id, sql }) => [`/${id}`, { name: id, text: sql.text }]),
);

createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  const statement = statements.get(request.url);
  if (statement === undefined) return response.writeHead(404).end();
  try {
    const { rows } = await pool.query({ ...statement, values: JSON.parse(body), rowMode: "array" });
    response.writeHead(200, { "content-type": "application/json" }).end(rows[0][0]);
  } catch (error) {
    response.writeHead(500).end(error.message);
  }
}).listen(Number(port), "127.0.0.1");
