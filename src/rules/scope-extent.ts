import { type Extent, matchesPattern } from "./permission.js";
import type { RoleScope } from "./role.js";

/** All places of a scope, those that are yet to come too. */
export function extentOf(scope: RoleScope): Extent {
  return { holds: (other) => contains(other, scope), touches: (other) => overlaps(other, scope) };
}

/**
 * Whether whatever lies in the inner scope, now or later, lies in the outer. A pattern never holds an experiment's id for
 * good, since the experiment may be renamed.
 */
export function contains(outer: RoleScope, inner: RoleScope): boolean {
  if (outer.kind === "STORE") return true;
  if (inner.kind === "STORE" || outer.workspace !== inner.workspace) return false;
  if (outer.kind === "WORKSPACE") return true;
  if (inner.kind !== outer.kind) return false;
  if ("id" in outer) return "id" in inner && outer.id === inner.id;
  // Whatever stands for the inner one's `*` is taken by a `*` of the outer one, or by nothing.
  return "pattern" in inner && matchesPattern(outer.pattern, inner.pattern);
}

/** Whether something may lie in both; an experiment's id may be that of any name. */
export function overlaps(a: RoleScope, b: RoleScope): boolean {
  if (a.kind === "STORE" || b.kind === "STORE") return true;
  if (a.workspace !== b.workspace) return false;
  if (a.kind === "WORKSPACE" || b.kind === "WORKSPACE") return true;
  if (a.kind !== b.kind) return false;
  if ("id" in a && "id" in b) return a.id === b.id;
  return "id" in a || "id" in b || patternsMeet(a.pattern, b.pattern);
}

/** Whether some text matches both patterns. It costs the product of their lengths at most, whatever they are. */
function patternsMeet(a: string, b: string): boolean {
  // meets[j]: the first i characters of `a` and the first j of `b` have a text in common.
  let meets = [true];
  for (let j = 1; j <= b.length; j += 1) meets[j] = meets[j - 1] === true && b[j - 1] === "*";
  for (let i = 1; i <= a.length; i += 1) {
    const next = [meets[0] === true && a[i - 1] === "*"];
    for (let j = 1; j <= b.length; j += 1) {
      const isStar = a[i - 1] === "*" || b[j - 1] === "*";
      next[j] = isStar ? meets[j] === true || next[j - 1] === true : a[i - 1] === b[j - 1] && meets[j - 1] === true;
    }
    meets = next;
  }
  return meets[b.length] === true;
}
