import { storedInfinity } from "../../rules/metric-value.js";
import { raw, sql } from "../sql.js";
import type { JsonValues } from "./dialect.js";

const none = sql``;
const infinity = raw(`${storedInfinity}::float8`);

/** The first and the last millisecond of the years that `to_char` prints with four digits. */
const yearOne = raw("-62135596800000");
const yearEnd = raw("253402300799999");

/** JSON as PostgreSQL prints it: a double in the fewest digits that read back as the same. */
export const postgresJson: JsonValues = {
  text: (expression) => sql`coalesce(to_json(${expression})::text, 'null')`,
  integer: (expression) =>
    sql`case when ${expression} between -9007199254740991 and 9007199254740991 then ${expression}::text else '"' || ${expression}::text || '"' end`,
  metricValue: (value, isNan) =>
    sql`case when ${isNan} or ${value} = 'NaN' then '"NaN"' when ${value} >= ${infinity} then '"Infinity"' when ${value} <= -${infinity} then '"-Infinity"' when ${value} = 0 and ${value}::text = '-0' then '"-0"' else ${value}::text end`,
  // PostgreSQL refuses what is further away than its calendar.
  time: (expression) =>
    sql`case when ${expression} between ${yearOne} and ${yearEnd} then '"' || to_char(to_timestamp(${expression} / 1000.0) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '"' else 'null' end`,
  isTime: (expression) => sql`(${expression} is null or ${expression} between ${yearOne} and ${yearEnd})`,
  list: (text, order, where) =>
    sql`'[' || coalesce(string_agg(${text}, ','${order === null ? none : sql` order by ${order}`})${where === null ? none : sql` filter (where ${where})`}, '') || ']'`,
};
