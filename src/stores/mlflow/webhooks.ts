import type { WebhookFacts } from "../../rules/store-facts.js";
import type { Fragments } from "../dialects/dialect.js";
import type { Rows } from "../dialects/inspection.js";
import { toInteger } from "../row-values.js";
import { sql } from "../sql.js";

/** @returns MLflow's webhooks that are on; null where the schema has none (before 3.3), or not for this user */
export async function webhookFacts(rows: Rows, fragments: Fragments): Promise<WebhookFacts | null> {
  const columns = await rows<{ table_name: string }>(fragments.columns);
  if (!["webhooks", "webhook_events"].every((name) => columns.some(({ table_name }) => table_name === name)))
    return null;
  const active = sql`w.status = 'ACTIVE' and w.deleted_timestamp is null`;
  const [count] = await rows<{ total: unknown }>(sql`select count(*) as total from webhooks w where ${active}`);
  const events = await rows<{ entity: string; action: string }>(
    sql`select distinct e.entity, e.action from webhook_events e join webhooks w on w.webhook_id = e.webhook_id where ${active}`,
  );
  const names = events.map(({ entity, action }) => `${entity.toLowerCase()}.${action.toLowerCase()}`);
  return { active: toInteger(count?.total ?? 0), events: names.sort() };
}
