import { createServer } from "node:net";

const portMax = 65_535;
const triesMax = 100;

/** Any free TCP port on 127.0.0.1. */
export function anyFreePort(): Promise<number> {
  return new Promise((done, failed) => {
    const probe = createServer();
    probe.once("error", failed);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() =>
        address !== null && typeof address === "object" ? done(address.port) : failed(new Error("no free TCP port")),
      );
    });
  });
}

/** `wanted` when it is free on `host`, else the next port that is. 0 stays 0: the system chooses. Throws when none of a hundred is free. */
export async function freePortFrom(host: string, wanted: number): Promise<number> {
  if (wanted === 0) return 0;
  const last = Math.min(wanted + triesMax - 1, portMax);
  for (let port = wanted; port <= last; port += 1) {
    if (await isFree(host, port)) return port;
  }
  throw new Error(`ports ${wanted} to ${last} are all in use: choose another with --port`);
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((done, failed) => {
    const probe = createServer();
    probe.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") done(false);
      else failed(new Error(`port ${port} cannot be listened on: choose another with --port`, { cause: error }));
    });
    probe.listen(port, host, () => probe.close(() => done(true)));
  });
}
