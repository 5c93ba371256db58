import type { DialectName } from "../store-options.js";
import type { Dialect } from "./dialect.js";

/** A dialect's driver and Prisma client are loaded when the first store of it is opened: they cost time at the start, and memory. */
export async function dialectNamed(name: DialectName): Promise<Dialect> {
  switch (name) {
    case "postgres":
      return (await import("./postgres.js")).postgres;
    case "mysql":
      return (await import("./mysql.js")).mysql;
    case "sqlite":
      return (await import("./sqlite.js")).sqlite;
  }
}
