import type { Binding } from "./binding.js";
import { InputFailure } from "./failure.js";
import type { RoleScope } from "./role.js";

type Given = Pick<Binding, "principal" | "role" | "serviceRole" | "scope" | "notBefore" | "expiresAt" | "reason">;

/** As long as the ledger's columns. */
const nameLengthMax = 500;
const idLengthMax = 64;
const reasonLengthMax = 1_000;
const labelLengthMax = 200;

/** Control characters, and halves of a character, which no database keeps as they are. */
const unprintable = /\p{Cc}|\p{Cs}/u;

/**
 * What somebody wrote about a binding, checked as far as it can be without a store.
 *
 * @throws InputFailure
 */
export function checkBinding({ principal, role, serviceRole, scope, notBefore, expiresAt, reason }: Given): void {
  checkHolder(principal);
  if ((principal.kind === "SERVICE") !== (role === "SERVICE"))
    throw new InputFailure("ROLE_OF_OTHERS", "A service, and only a service, has the role SERVICE.", ["role"]);
  if ((role === "SERVICE") !== (serviceRole !== null))
    throw new InputFailure("SERVICE_ROLE", "serviceRole says what a SERVICE may do, and nobody else has one.", [
      "serviceRole",
    ]);
  if (serviceRole === "SERVICE" || serviceRole === "APPROVER")
    throw new InputFailure("SERVICE_ROLE", "A service is a viewer, contributor, admin or auditor.", ["serviceRole"]);
  checkScope(scope);
  if (notBefore !== null && expiresAt !== null && expiresAt <= notBefore)
    throw new InputFailure("NO_TIME_LEFT", "expiresAt must come after notBefore.", ["expiresAt"]);
  if (reason !== null) checkText(reason, ["reason"], 0, reasonLengthMax);
}

/** @throws InputFailure */
export function checkHolder({ issuer, subject }: { readonly issuer: string; readonly subject: string }): void {
  checkText(issuer, ["principal", "issuer"]);
  if (issuer.includes("|")) throw new InputFailure("WRONG_TEXT", "issuer must hold no |.", ["principal", "issuer"]);
  checkText(subject, ["principal", "subject"]);
}

/** @throws InputFailure */
export function checkScope(scope: RoleScope): void {
  if ("workspace" in scope) checkText(scope.workspace, ["scope", "workspace"]);
  if ("id" in scope) checkText(scope.id, ["scope", "experimentId"], 1, idLengthMax);
  if ("pattern" in scope) checkText(scope.pattern, ["scope", "pattern"]);
}

/** @throws InputFailure */
export function checkLabel(label: string): void {
  checkText(label, ["label"], 1, labelLengthMax);
}

export interface ScopeParts {
  readonly kind: RoleScope["kind"];
  readonly workspace?: string | null | undefined;
  readonly experimentId?: string | null | undefined;
  readonly pattern?: string | null | undefined;
}

/**
 * A scope from its parts.
 *
 * @throws InputFailure for parts that do not go together
 */
export function scopeOf({ kind, workspace, experimentId, pattern }: ScopeParts): RoleScope {
  const place = workspace || "default";
  const given = Object.entries({ workspace, experimentId, pattern }).flatMap(([part, text]) => (text ? [part] : []));
  const named = given.filter((part) => part !== "workspace");
  if (kind === "STORE" && given.length === 0) return { kind };
  if (kind === "WORKSPACE" && workspace && named.length === 0) return { kind, workspace };
  if (named.length !== 1) throw wrongParts(kind);
  if (kind === "EXPERIMENT" && experimentId) return { kind, workspace: place, id: experimentId };
  if (kind === "EXPERIMENT" && pattern) return { kind, workspace: place, pattern };
  if (kind === "REGISTERED_MODEL" && pattern) return { kind, workspace: place, pattern };
  throw wrongParts(kind);
}

const partsOf: Readonly<Record<RoleScope["kind"], string>> = {
  STORE: "nothing",
  WORKSPACE: "workspace alone",
  EXPERIMENT: "one of experimentId and pattern",
  REGISTERED_MODEL: "pattern and no experimentId",
};

function wrongParts(kind: RoleScope["kind"]): InputFailure {
  return new InputFailure("SCOPE", `A scope of the kind ${kind} takes ${partsOf[kind]} beside it.`, ["scope"]);
}

function checkText(text: string, path: readonly string[], lengthMin = 1, lengthMax = nameLengthMax): void {
  if ([...text].length >= lengthMin && [...text].length <= lengthMax && !unprintable.test(text)) return;
  const what = path.at(-1) ?? "";
  throw new InputFailure(
    "WRONG_TEXT",
    `${what} must have ${lengthMin} to ${lengthMax} characters, none of them a control character.`,
    path,
  );
}
