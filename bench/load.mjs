// The load, in a process of its own so that what it costs is nobody else's: each connection asks again as soon as it is answered.
import { Agent, request } from "node:http";

process.on("message", async (task) => {
  process.send(await load(task));
});
process.on("disconnect", () => process.exit());

/** A task is a list of requests, asked one after the other; its latency is that of all of them. */
async function load({ url, requests, connections, durationMs }) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const result = { latencies: [], bytes: 0, failures: 0 };
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() - startedAt < durationMs) {
        const askedAt = performance.now();
        for (const each of requests) await send(agent, url, each, result);
        result.latencies.push(performance.now() - askedAt);
      }
    }),
  );
  result.ms = performance.now() - startedAt;
  agent.destroy();
  return result;
}

function send(agent, url, { method, path, headers, body }, result) {
  return new Promise((done, failed) => {
    const sent = request(new URL(path, url), { agent, method, headers }, (response) => {
      let first;
      response.on("data", (chunk) => {
        first ??= chunk;
        result.bytes += chunk.length;
      });
      response.on("end", () => {
        if (response.statusCode !== 200 || first?.includes('{"errors"')) result.failures += 1;
        done();
      });
    });
    sent.on("error", failed);
    sent.end(body);
  });
}
