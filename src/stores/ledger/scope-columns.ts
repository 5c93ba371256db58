import type { Role, RoleScope } from "../../rules/role.js";

/** A scope as the ledger's tables keep it. */
export interface ScopeColumns {
  readonly scopeKind: string | null;
  readonly scopeWorkspace: string | null;
  readonly scopeExperimentId: string | null;
  readonly scopePattern: string | null;
}

const nowhere: ScopeColumns = { scopeKind: null, scopeWorkspace: null, scopeExperimentId: null, scopePattern: null };

export function toScopeColumns(scope: RoleScope): ScopeColumns & { readonly scopeKind: string };
export function toScopeColumns(scope: RoleScope | null): ScopeColumns;
export function toScopeColumns(scope: RoleScope | null): ScopeColumns {
  if (scope === null) return nowhere;
  return {
    scopeKind: scope.kind,
    scopeWorkspace: "workspace" in scope ? scope.workspace : null,
    scopeExperimentId: "id" in scope ? scope.id : null,
    scopePattern: "pattern" in scope ? scope.pattern : null,
  };
}

/** @returns undefined for what this build does not know */
export function toScope(columns: ScopeColumns): RoleScope | undefined {
  const { scopeKind: kind, scopeWorkspace: workspace, scopeExperimentId: id, scopePattern: pattern } = columns;
  if (kind === "STORE") return { kind };
  if (workspace === null) return undefined;
  if (kind === "WORKSPACE") return { kind, workspace };
  if (kind === "EXPERIMENT" && id !== null) return { kind, workspace, id };
  if (pattern === null) return undefined;
  if (kind === "EXPERIMENT") return { kind, workspace, pattern };
  return kind === "REGISTERED_MODEL" ? { kind, workspace, pattern } : undefined;
}

const roles: ReadonlySet<string> = new Set<Role>(["VIEWER", "CONTRIBUTOR", "APPROVER", "ADMIN", "AUDITOR", "SERVICE"]);

/** @returns undefined for what this build does not know */
export function toRole(text: string): Role | undefined {
  return roles.has(text) ? (text as Role) : undefined;
}

export function toTime(cell: bigint | null): number | null {
  return cell === null ? null : Number(cell);
}
