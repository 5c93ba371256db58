import { Failure, invalid } from "../../rules/failure.js";
import { type Sql, sql } from "../sql.js";

/** Ways to match a text column that each database spells its own way. NULL matches nothing, by NULL or by false. */
export interface TextMatches {
  /** MLflow's LIKE on this database, case-sensitive; `%` and `_` are wild. Only some databases know an escape for them. */
  like(column: Sql, pattern: string): Sql;
  /** MLflow's ILIKE on this database. */
  ilike(column: Sql, pattern: string): Sql;
  /** Plain text, byte by byte, nothing wild in it. */
  contains(column: Sql, text: string): Sql;
  startsWith(column: Sql, text: string): Sql;
  endsWith(column: Sql, text: string): Sql;
  /** `*` is any text, everything else itself, byte by byte. */
  glob(column: Sql, pattern: string): Sql;
}

/** The pattern as LIKE with `|` as its escape. */
function likeOf(pattern: string): string {
  return pattern.replace(/[%_|]/g, "|$&").replaceAll("*", "%");
}

export const postgresMatches: TextMatches = {
  like: (column, pattern) => sql`${column} like ${withWholeEscapes(pattern)}`,
  ilike: (column, pattern) => sql`${column} ilike ${withWholeEscapes(pattern)}`,
  contains: (column, text) => sql`strpos(${column}, ${text}) > 0`,
  startsWith: (column, text) => sql`starts_with(${column}, ${text})`,
  endsWith: (column, text) => sql`right(${column}, length(${text}::text)) = ${text}`,
  glob: (column, pattern) => sql`${column} like ${likeOf(pattern)} escape '|'`,
};

/** PostgreSQL refuses a pattern that ends in the middle of an escape. */
function withWholeEscapes(pattern: string): string {
  const [backslashes = ""] = /\\*$/.exec(pattern) ?? [];
  if (backslashes.length % 2 === 0) return pattern;
  throw invalid("LIKE_PATTERN", "A LIKE pattern must not end with a single backslash: write two.");
}

/** @param exact a text as bytes */
export function mysqlMatches(exact: (text: Sql) => Sql): TextMatches {
  const bytes = (text: string) => exact(sql`${text}`);
  return {
    // As MLflow: by the collation and by bytes. So `_` stands for one character that is also one byte.
    like: (column, pattern) => sql`(${column} like ${pattern} and ${exact(column)} like ${bytes(pattern)})`,
    ilike: (column, pattern) => sql`lower(${column}) like lower(${pattern})`,
    contains: (column, text) => sql`locate(${bytes(text)}, ${exact(column)}) > 0`,
    startsWith: (column, text) => sql`left(${exact(column)}, length(${bytes(text)})) = ${bytes(text)}`,
    endsWith: (column, text) => sql`right(${exact(column)}, length(${bytes(text)})) = ${bytes(text)}`,
    glob: (column, pattern) => sql`${exact(column)} like ${bytes(likeOf(pattern))} escape '|'`,
  };
}

/** SQLite's LIKE follows a setting of the connection, which the driver forgets; GLOB is always case-sensitive. */
export const sqliteMatches: TextMatches = {
  like: (column, pattern) => sql`${column} glob ${globOf(pattern)}`,
  // SQLite's own lower() knows ASCII only; so does MLflow's ILIKE there.
  ilike: (column, pattern) => sql`lower(${column}) glob ${globOf(lowerAscii(pattern))}`,
  contains: (column, text) => sql`instr(${column}, ${text}) > 0`,
  startsWith: (column, text) => sql`substr(${column}, 1, length(${text})) = ${text}`,
  endsWith: (column, text) =>
    text === "" ? sql`${column} is not null` : sql`substr(${column}, -length(${text})) = ${text}`,
  glob: (column, pattern) => sql`${column} glob ${pattern.replace(/[?[]/g, "[$&]")}`,
};

const globBytesMax = 50_000;

function globOf(pattern: string): string {
  const glob = pattern.replace(/[*?[]/g, "[$&]").replaceAll("%", "*").replaceAll("_", "?");
  if (Buffer.byteLength(glob) <= globBytesMax) return glob;
  throw new Failure("LIMIT", "LIKE_PATTERN_TOO_LONG", `SQLite takes LIKE patterns of at most ${globBytesMax} bytes.`);
}

function lowerAscii(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
