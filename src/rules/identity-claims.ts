export type Claims = Readonly<Record<string, unknown>>;

/** What a token says of groups. Not known: it says that it does not say, or says it in a way that cannot be read. */
export interface TokenGroups {
  readonly groups: readonly string[];
  readonly groupsKnown: boolean;
}

const unknownGroups: TokenGroups = { groups: [], groupsKnown: false };

/** OpenID Connect Core 1.0, 2: `sub` has at most 255 characters. */
const subjectLengthMax = 255;

/** The user's lasting name: text of 1 to 255 characters on one line; null when there is none at this place. */
export function subjectOf(claims: Claims, path: readonly string[]): string | null {
  const value = valueAt(claims, path);
  return isName(value) && value.length <= subjectLengthMax ? value : null;
}

/** The groups of `issuer|group`: from a list, or from a text that is one group. Absent means in no group. */
export function groupsOf(claims: Claims, path: readonly string[], issuer: string): TokenGroups {
  if (isOverage(claims, path)) return unknownGroups;
  const value = valueAt(claims, path);
  if (value === undefined || value === null) return { groups: [], groupsKnown: true };
  const names: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (!names.every(isName)) return unknownGroups;
  return { groups: [...new Set(names)].map((name) => `${issuer}|${name}`), groupsKnown: true };
}

/**
 * Entra leaves the groups out of the token of somebody in too many of them (200 in a JWT), and puts in their place where to
 * ask: a distributed claim (OpenID Connect Core 1.0, 5.6.2), or `hasgroups` from its implicit flow.
 */
function isOverage(claims: Claims, [first = ""]: readonly string[]): boolean {
  const elsewhere = ownValue(claims, "_claim_names");
  if (isObject(elsewhere) && Object.hasOwn(elsewhere, first)) return true;
  const hasGroups = first === "groups" ? ownValue(claims, "hasgroups") : false;
  return hasGroups === true || hasGroups === "true";
}

function valueAt(claims: Claims, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, step) => (isObject(value) ? ownValue(value, step) : undefined), claims);
}

function ownValue(value: Claims, name: string): unknown {
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

function isObject(value: unknown): value is Claims {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** No control characters, and no half of a surrogate pair, which no database takes. */
function isName(value: unknown): value is string {
  return typeof value === "string" && /^[^\p{Cc}\p{Cs}]+$/u.test(value);
}
