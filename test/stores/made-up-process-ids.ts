import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** PostgreSQL's BackendKeyData: `K`, a length of 12, the process id, a secret. */
const keyMessage = Buffer.from([0x4b, 0, 0, 0, 12]);

/** A way to a PostgreSQL that answers as a pooler does: with a process id of its own making at the start of a connection. */
export async function makingUpProcessIds(
  databaseUrl: string,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const { hostname, port } = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const target = connect(Number(port || 5432), hostname);
    for (const socket of [client, target]) sockets.add(socket.on("error", () => undefined));
    client.pipe(target);
    target.on("data", (data: Buffer) => client.write(withOtherProcessId(data)));
    target.once("close", () => client.destroy());
    client.once("close", () => target.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = new URL(databaseUrl);
  url.hostname = "127.0.0.1";
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

function withOtherProcessId(data: Buffer): Buffer {
  const at = data.indexOf(keyMessage);
  if (at < 0) return data;
  const changed = Buffer.from(data);
  changed.writeInt32BE(1, at + keyMessage.length);
  return changed;
}
