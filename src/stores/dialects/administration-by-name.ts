import type { DialectName } from "../store-options.js";
import type { Administration } from "./admin-session.js";

/** Loaded when first asked for, as the dialects are. */
export async function administrationNamed(name: DialectName): Promise<Administration> {
  switch (name) {
    case "postgres":
      return (await import("./postgres-admin.js")).postgresAdministration;
    case "mysql":
      return (await import("./mysql-admin.js")).mysqlAdministration;
    case "sqlite":
      return (await import("./sqlite-admin.js")).sqliteAdministration;
  }
}
