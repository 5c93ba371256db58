/** What somebody may be in a scope. A role never implies another: what each may do is told in one table. */
export type Role = "VIEWER" | "CONTRIBUTOR" | "APPROVER" | "ADMIN" | "AUDITOR" | "SERVICE";

/** The part of a store that something holds for. A `pattern` is a glob with `*` only, compared case-sensitively. */
export type RoleScope =
  | { readonly kind: "STORE" }
  | { readonly kind: "WORKSPACE"; readonly workspace: string }
  | { readonly kind: "EXPERIMENT"; readonly workspace: string; readonly id: string }
  | { readonly kind: "EXPERIMENT"; readonly workspace: string; readonly pattern: string }
  | { readonly kind: "REGISTERED_MODEL"; readonly workspace: string; readonly pattern: string };
