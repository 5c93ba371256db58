import type { Socket } from "node:net";
import type { Pool, PoolConnection } from "mariadb";

/** What the pool's event hands over: the driver's own connection, under the one that is given out. */
interface DriverConnection {
  readonly threadId: number | null;
  readonly socket?: Socket;
}

/**
 * A pool's connections, taken and thrown away without two habits of the driver that can end the process: it leaves the
 * failure of a new connection's first commands in a promise nobody hears, and likewise that of the KILL by which it
 * destroys a connection in use.
 */
export class PooledConnections {
  readonly #sockets = new Map<number, Socket>();
  readonly #unset = new Set<number>();

  /** @param settings the statement that sets up a session; it is run when a connection is first used */
  constructor(
    readonly pool: Pool,
    readonly settings: string,
  ) {
    pool.on("connection", (connection) => this.#remember(connection as unknown as DriverConnection));
  }

  async acquire(): Promise<PoolConnection> {
    const connection = await this.pool.getConnection();
    const { threadId } = connection;
    if (threadId === null || !this.#unset.has(threadId)) return connection;
    try {
      await connection.query(this.settings);
    } catch (error) {
      this.discard(connection);
      throw error;
    }
    this.#unset.delete(threadId);
    return connection;
  }

  /** Ends a connection whatever it is doing: its socket first, so that the driver finds nothing in use. */
  discard(connection: PoolConnection): void {
    const socket = this.#sockets.get(connection.threadId ?? -1);
    if (socket === undefined || socket.destroyed) connection.destroy();
    else socket.once("close", () => connection.destroy()).destroy();
  }

  #remember({ threadId, socket }: DriverConnection): void {
    if (threadId === null || socket === undefined) return;
    this.#unset.add(threadId);
    this.#sockets.set(threadId, socket);
    socket.once("close", () => {
      if (this.#sockets.get(threadId) !== socket) return;
      this.#sockets.delete(threadId);
      this.#unset.delete(threadId);
    });
  }
}
