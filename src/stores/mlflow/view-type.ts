import type { ViewType } from "../../rules/enums.js";
import { type Sql, sql } from "../sql.js";

/** The condition MLflow's own searches use; a row with no stage is in none of them. */
export function inView(column: Sql, viewType: ViewType): Sql {
  if (viewType === "ACTIVE_ONLY") return sql`${column} = 'active'`;
  if (viewType === "DELETED_ONLY") return sql`${column} = 'deleted'`;
  return sql`${column} in ('active', 'deleted')`;
}
