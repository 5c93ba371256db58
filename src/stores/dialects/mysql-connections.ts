import type { Socket } from "node:net";
import type { Pool, PoolConnection } from "mariadb";

/** What the pool's event hands over: the driver's own connection, under the one that is given out. */
interface DriverConnection {
  readonly info: object;
  readonly socket?: Socket;
}

/** The statement that sets up a session, and how long it may take. */
export interface SessionSettings {
  readonly sql: string;
  readonly timeoutMs: number;
}

/**
 * A pool's connections, taken and thrown away without two habits of the driver that can end the process: it leaves the
 * failure of a new connection's first commands in a promise nobody hears, and likewise that of the KILL by which it
 * destroys a connection in use.
 */
export class PooledConnections {
  /** By `info`, the one thing that the driver's connection and the one it gives out share. */
  readonly #sockets = new WeakMap<object, Socket>();
  readonly #ready = new WeakSet<object>();

  /** @param settings are made when a connection is first used: there a failure has someone to hear it */
  constructor(
    readonly pool: Pool,
    readonly settings: SessionSettings,
  ) {
    pool.on("connection", (connection) => {
      const { info, socket } = connection as unknown as DriverConnection;
      if (socket !== undefined) this.#sockets.set(info, socket);
    });
  }

  async acquire(): Promise<PoolConnection> {
    const connection = await this.pool.getConnection();
    if (!this.#ready.has(infoOf(connection))) await this.#setUp(connection);
    return connection;
  }

  /** Ends a connection whatever it is doing: by its socket, whose error fails what runs and takes it out of the pool. */
  discard(connection: PoolConnection): void {
    const socket = this.#sockets.get(infoOf(connection));
    if (socket === undefined || socket.destroyed) connection.destroy();
    else socket.once("error", () => connection.destroy()).destroy(new Error("connection closed"));
  }

  async #setUp(connection: PoolConnection): Promise<void> {
    const timer = setTimeout(() => this.discard(connection), this.settings.timeoutMs);
    try {
      await connection.query(this.settings.sql);
      this.#ready.add(infoOf(connection));
    } catch (error) {
      this.discard(connection);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }
}

function infoOf({ info }: PoolConnection): object {
  if (info === null) throw new Error("a connection of the pool has no server");
  return info;
}
