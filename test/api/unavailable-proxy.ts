import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A way to a database server that a test can cut: nothing gets through a frozen one, and nobody is told. */
export interface NetworkPath {
  /** The database's URL by way of this path. */
  readonly url: string;
  /** What is open now carries nothing any more, for ever, as behind a firewall that has forgotten it. */
  freeze(): void;
  /** New connections carry nothing either, until `thaw`. */
  freezeAll(): void;
  /** New connections work again; what was frozen stays so. */
  thaw(): void;
  /** Ends what is open at once, without the server's goodbye. */
  cut(): void;
  /** Cuts a connection as soon as its client sends this text; null cuts none any more. */
  cutWhenSent(text: string | null): void;
  close(): Promise<void>;
}

export async function networkPath(databaseUrl: string): Promise<NetworkPath> {
  const { hostname, port, protocol } = new URL(databaseUrl);
  const pairs = new Set<readonly [Socket, Socket]>();
  let isFrozen = false;
  let cutting: string | null = null;
  const server = createServer((client) => {
    client.on("error", () => undefined);
    if (isFrozen) {
      client.pause();
      return void pairs.add([client, client]);
    }
    const target = connect(Number(port || (protocol === "mysql:" ? 3306 : 5432)), hostname);
    const pair = [client, target] as const;
    pairs.add(pair);
    target.on("error", () => undefined);
    client.on("data", (sent) => {
      if (cutting !== null && sent.includes(cutting)) for (const socket of pair) socket.resetAndDestroy();
    });
    client.pipe(target).pipe(client);
    for (const [one, other] of [pair, [target, client] as const])
      one.once("close", () => {
        pairs.delete(pair);
        other.destroy();
      });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const freeze = () => {
    for (const [client, target] of pairs) {
      client.unpipe(target).pause();
      target.unpipe(client).pause();
    }
  };
  const cut = () => {
    for (const pair of pairs) for (const socket of pair) socket.resetAndDestroy();
  };
  const url = new URL(databaseUrl);
  url.hostname = "127.0.0.1";
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    freeze,
    freezeAll() {
      isFrozen = true;
      freeze();
    },
    thaw() {
      isFrozen = false;
    },
    cut,
    cutWhenSent(text) {
      cutting = text;
    },
    async close() {
      cut();
      server.close();
      await once(server, "close");
    },
  };
}
