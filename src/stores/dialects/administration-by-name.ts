import type { DialectName } from "../store-options.js";
import type { Administration } from "./admin-session.js";
import { mysqlAdministration } from "./mysql-admin.js";
import { postgresAdministration } from "./postgres-admin.js";
import { sqliteAdministration } from "./sqlite-admin.js";

export const administrationByName: Readonly<Record<DialectName, Administration>> = {
  postgres: postgresAdministration,
  mysql: mysqlAdministration,
  sqlite: sqliteAdministration,
};
