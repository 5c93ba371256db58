import type { Command } from "./command.js";
import { demo } from "./demo.js";
import { doctor } from "./doctor.js";
import { migrate } from "./migrate.js";
import { schema } from "./schema.js";
import { serve } from "./serve.js";
import { tokenCreate, tokenList, tokenRevoke } from "./token.js";
import { uninstall } from "./uninstall.js";

/** Every command, in the order help shows them. */
export const commands: readonly Command[] = [
  serve,
  demo,
  doctor,
  migrate,
  uninstall,
  tokenCreate,
  tokenList,
  tokenRevoke,
  schema,
];
