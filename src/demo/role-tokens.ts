import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { apiTokenSecretBytes, formatApiToken, isWholeApiToken } from "../rules/api-token.js";
import type { Role } from "../rules/role.js";

const roles: readonly Role[] = ["VIEWER", "CONTRIBUTOR", "APPROVER", "ADMIN", "AUDITOR", "SERVICE"];

/** An API token of the demo, and what comes with it. */
export interface RoleToken {
  readonly role: Role;
  readonly token: string;
}

/** One API token for each role: made once, kept beside the data, readable by its owner only. */
export function readOrMakeRoleTokens(folder: string): readonly RoleToken[] {
  const file = join(folder, "role-tokens");
  const kept = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
  const tokens = roles.map((role, at) => {
    const known = kept[at] ?? "";
    return { role, token: isWholeApiToken(known) ? known : formatApiToken(randomBytes(apiTokenSecretBytes)) };
  });
  writeFileSync(file, `${tokens.map(({ token }) => token).join("\n")}\n`, { mode: 0o600 });
  chmodSync(file, 0o600);
  return tokens;
}
