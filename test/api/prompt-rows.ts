import { openSql, type SqlRunner, type SqlValue } from "../support/sql-runner.js";

/** A prompt as MLflow writes it into the registry's tables, in the words of its oldest schema. */
export interface PromptRows {
  readonly name: string;
  readonly createdAt: number;
  readonly description?: string;
  /** Beside the one that makes it a prompt. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly versions: readonly PromptVersionRows[];
  readonly aliases?: Readonly<Record<string, number>>;
}

export interface PromptVersionRows {
  readonly commitMessage?: string;
  readonly stage?: string;
  readonly runId?: string;
  /** Beside the one that makes it a prompt's. */
  readonly tags: Readonly<Record<string, string>>;
}

const isPrompt = { "mlflow.prompt.is_prompt": "true" };

export async function insertPrompts(url: string, prompts: readonly PromptRows[]): Promise<void> {
  const sql = await openSql(url);
  try {
    for (const prompt of prompts) await insertPrompt(sql, prompt);
  } finally {
    await sql.close();
  }
}

async function insertPrompt(sql: SqlRunner, { name, createdAt, description, ...prompt }: PromptRows): Promise<void> {
  const row = { name, creation_time: createdAt, last_updated_time: createdAt + 1, description: description ?? null };
  await insert(sql, "registered_models", row);
  await insertTags(sql, "registered_model_tags", { name }, { ...isPrompt, ...prompt.tags });
  for (const [at, version] of prompt.versions.entries())
    await insertVersion(sql, name, at + 1, createdAt + at, version);
  for (const [alias, version] of Object.entries(prompt.aliases ?? {}))
    await insert(sql, "registered_model_aliases", { name, alias, version });
}

async function insertVersion(sql: SqlRunner, name: string, version: number, at: number, rows: PromptVersionRows) {
  await insert(sql, "model_versions", {
    name,
    version,
    creation_time: at,
    last_updated_time: at,
    current_stage: rows.stage ?? "None",
    status: "READY",
    source: "dummy-source",
    description: rows.commitMessage ?? null,
    run_id: rows.runId ?? null,
  });
  await insertTags(sql, "model_version_tags", { name, version }, { ...isPrompt, ...rows.tags });
}

async function insertTags(sql: SqlRunner, table: string, owner: Columns, tags: Readonly<Record<string, string>>) {
  for (const [key, value] of Object.entries(tags)) await insert(sql, table, { ...owner, key, value });
}

type Columns = Readonly<Record<string, SqlValue>>;

async function insert(sql: SqlRunner, table: string, row: Columns): Promise<void> {
  const columns = Object.keys(row).map((column) => `"${column}"`);
  const places = columns.map(() => "?").join(", ");
  await sql.query(`INSERT INTO ${table} (${columns.join(", ")}) VALUES (${places})`, Object.values(row));
}
