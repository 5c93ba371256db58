import type { DialectName } from "../../../src/stores/store-options.js";
import type { SqlRunner } from "../../support/sql-runner.js";

/** Every table, with its columns, keys and indexes in the database's own words. */
export async function schemaOf(dialect: DialectName, sql: SqlRunner): Promise<Record<string, string[]>> {
  const rows = await sql.query<{ name: string; part: string }>(parts[dialect === "mysql" ? "mysql" : dialect]);
  const tables: Record<string, string[]> = {};
  for (const { name, part } of rows) tables[name] = [...(tables[name] ?? []), part];
  return tables;
}

/** Without the ledger's own tables. */
export function mlflowsOf(schema: Readonly<Record<string, string[]>>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(schema).filter(([name]) => !name.startsWith("gatehouse_")));
}

export function ledgersOf(schema: Readonly<Record<string, string[]>>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(schema).filter(([name]) => name.startsWith("gatehouse_")));
}

const parts: Readonly<Record<DialectName, string>> = {
  postgres: `
    SELECT table_name::text AS name, concat_ws(' ', ordinal_position, column_name, data_type, is_nullable, column_default, collation_name) AS part
      FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT tablename::text, indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT conrelid::regclass::text, conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
    ORDER BY 1, 2`,
  mysql: `
    SELECT table_name AS name, concat_ws(' ', lpad(ordinal_position, 3, '0'), column_name, column_type, is_nullable, column_default, collation_name) AS part
      FROM information_schema.columns WHERE table_schema = database()
    UNION ALL SELECT table_name, concat_ws(' ', index_name, seq_in_index, column_name, non_unique) FROM information_schema.statistics WHERE table_schema = database()
    UNION ALL SELECT table_name, concat_ws(' ', constraint_name, column_name, referenced_table_name, referenced_column_name) FROM information_schema.key_column_usage WHERE table_schema = database()
    UNION ALL SELECT table_name, concat_ws(' ', engine, table_collation) FROM information_schema.tables WHERE table_schema = database()
    UNION ALL SELECT event_object_table, trigger_name FROM information_schema.triggers WHERE trigger_schema = database()
    ORDER BY 1, 2`,
  sqlite: "SELECT tbl_name AS name, coalesce(sql, name) AS part FROM sqlite_master ORDER BY 1, 2",
};
