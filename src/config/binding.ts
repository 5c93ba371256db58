import type { Binding } from "../rules/binding.js";
import { checkBinding, scopeOf } from "../rules/binding-input.js";
import { InputFailure } from "../rules/failure.js";
import type { KeyPath } from "./key-path.js";
import type { bindingKeys } from "./keys.js";
import type { Draft } from "./read-keys.js";
import type { Sources } from "./sources.js";

type BindingDraft = Draft<typeof bindingKeys>;

/** Who has granted what stands in the configuration. */
const grantor = "config";

/** One binding from its keys. Null when something was wrong; all of it is reported. */
export function buildBinding(draft: BindingDraft, path: KeyPath, sources: Sources): Binding | null {
  const { principal, role, effect, scope } = draft;
  if (reportMissing(draft, path, sources)) return null;
  if (!principal?.kind || !principal.issuer || !principal.subject || !role || !effect || !scope?.kind) return null;
  try {
    const given = {
      principal: { kind: principal.kind, issuer: principal.issuer, subject: principal.subject },
      role,
      serviceRole: draft.serviceRole ?? null,
      effect,
      scope: scopeOf({ ...scope, kind: scope.kind }),
      notBefore: timeOf(draft.notBefore),
      expiresAt: timeOf(draft.expiresAt),
      reason: draft.reason ?? null,
    };
    checkBinding(given);
    const id = `${grantor}:${Number(path.at(-1)) + 1}`;
    return { ...given, id, grantedBy: grantor, createdAt: 0, revokedAt: null, revokedBy: null };
  } catch (error) {
    if (!(error instanceof InputFailure)) throw error;
    sources.report([...path, ...error.path], `is not right: ${error.message}`);
    return null;
  }
}

/** Whether a key is missing, or was wrong and is reported already. */
function reportMissing({ principal, role, scope }: BindingDraft, path: KeyPath, sources: Sources): boolean {
  const wanted: readonly (readonly [keys: readonly string[], value: unknown, what: string])[] = [
    [["principal", "kind"], principal?.kind, "USER, GROUP or SERVICE"],
    [["principal", "issuer"], principal?.issuer, "who vouches for the subject, as tokens have it in `iss`"],
    [["principal", "subject"], principal?.subject, "the issuer's name for the person or group"],
    [["role"], role, "such as VIEWER"],
    [["scope", "kind"], scope?.kind, "STORE, WORKSPACE, EXPERIMENT or REGISTERED_MODEL"],
  ];
  const missing = wanted.filter(([, value]) => value === undefined);
  for (const [keys, , what] of missing) {
    const at = [...path, ...keys];
    if (!sources.hasProblem(at)) sources.report(at, `is missing: give ${what}`);
  }
  return missing.length > 0;
}

function timeOf(text: string | undefined): number | null {
  return text === undefined ? null : Date.parse(text);
}
