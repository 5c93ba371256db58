import { type ASTNode, type DirectiveNode, GraphQLIncludeDirective, GraphQLSkipDirective, visit } from "graphql";
import type { Operation } from "./call.js";

/** The variables by which @skip and @include choose fields, wherever the operation or a fragment of its document has one. */
export function guardsOf({ definition, fragments }: Operation): readonly string[] {
  const names = new Set<string>();
  const Directive = ({ name, arguments: args }: DirectiveNode) => {
    if (name.value !== GraphQLSkipDirective.name && name.value !== GraphQLIncludeDirective.name) return;
    for (const { value } of args ?? []) if (value.kind === "Variable") names.add(value.name.value);
  };
  const nodes: ASTNode[] = [definition, ...Object.values(fragments)];
  for (const node of nodes) visit(node, { Directive });
  return [...names];
}

/**
 * Says what the guards come to, so that what agrees in this has the same plan. Null when one is no boolean: only a document that was
 * never validated has such.
 */
export function guardKey(guards: readonly string[], values: Readonly<Record<string, unknown>>): string | null {
  let key = "";
  for (const guard of guards) {
    const value = values[guard];
    if (value !== undefined && value !== null && typeof value !== "boolean") return null;
    key += value === undefined ? "-" : String(value).charAt(0);
  }
  return key;
}
