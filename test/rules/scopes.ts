import fc from "fast-check";
import type { Place } from "../../src/rules/permission.js";
import type { RoleScope } from "../../src/rules/role.js";

export const store: RoleScope = { kind: "STORE" };
export const workspace: RoleScope = { kind: "WORKSPACE", workspace: "default" };
export const models = (pattern: string, workspace = "default"): RoleScope => ({
  kind: "REGISTERED_MODEL",
  workspace,
  pattern,
});
export const experiments = (pattern: string): RoleScope => ({ kind: "EXPERIMENT", workspace: "default", pattern });
export const experiment = (id: string): RoleScope => ({ kind: "EXPERIMENT", workspace: "default", id });

export const glob = fc.string({ unit: fc.constantFrom("a", "b", "*"), maxLength: 5 });
const name = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 6 });
const someWorkspace = fc.constantFrom("default", "risk");
/** Few names, so that scopes and places often meet. */
export const someScope: fc.Arbitrary<RoleScope> = fc.oneof(
  fc.constant(store),
  fc.record({ kind: fc.constant("WORKSPACE" as const), workspace: someWorkspace }),
  fc.record({ kind: fc.constant("EXPERIMENT" as const), workspace: someWorkspace, id: fc.constantFrom("1", "2") }),
  fc.record({ kind: fc.constant("EXPERIMENT" as const), workspace: someWorkspace, pattern: glob }),
  fc.record({ kind: fc.constant("REGISTERED_MODEL" as const), workspace: someWorkspace, pattern: glob }),
);
export const somePlace: fc.Arbitrary<Place> = fc.oneof(
  fc.constant({ kind: "STORE" as const }),
  fc.record({ kind: fc.constant("WORKSPACE" as const), workspace: someWorkspace }),
  fc.record({
    kind: fc.constant("EXPERIMENT" as const),
    workspace: someWorkspace,
    id: fc.constantFrom("1", "2"),
    name,
  }),
  fc.record({ kind: fc.constant("REGISTERED_MODEL" as const), workspace: someWorkspace, name }),
);
