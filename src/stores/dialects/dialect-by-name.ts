import type { DialectName } from "../store-options.js";
import type { Dialect } from "./dialect.js";
import { mysql } from "./mysql.js";
import { postgres } from "./postgres.js";
import { sqlite } from "./sqlite.js";

export const dialectByName: Readonly<Record<DialectName, Dialect>> = { postgres, mysql, sqlite };
