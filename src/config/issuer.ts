import { parseClaimPath } from "../rules/claim-path.js";
import type { IssuerOptions } from "../rules/issuer.js";
import type { KeyPath } from "./key-path.js";
import type { issuerKeys } from "./keys.js";
import type { Draft } from "./read-keys.js";
import type { Sources } from "./sources.js";

type IssuerDraft = Draft<typeof issuerKeys>;

/** One issuer from its keys. Null when something was wrong; all of it is reported. */
export function buildIssuer(draft: IssuerDraft, path: KeyPath, sources: Sources): IssuerOptions | null {
  const { issuer, audience, algorithms, clockSkewSeconds } = draft;
  reportMissing(draft, path, sources);
  const user = parseClaimPath(draft.claims?.user ?? "");
  const groups = parseClaimPath(draft.claims?.groups ?? "");
  if (!issuer || !audience || !algorithms || clockSkewSeconds === undefined || !user || !groups) return null;
  return {
    issuer,
    audience,
    algorithms,
    jwksUri: draft.jwksUri ?? null,
    clockSkewSeconds,
    tokenAgeMaxSeconds: draft.tokenAgeMaxSeconds ?? null,
    claims: { user, groups },
  };
}

function reportMissing({ issuer, audience }: IssuerDraft, path: KeyPath, sources: Sources): void {
  if (issuer === undefined && !sources.hasProblem([...path, "issuer"]))
    sources.report([...path, "issuer"], "is missing: give the URL that its tokens have as `iss`");
  if (audience === undefined && !sources.hasProblem([...path, "audience"]))
    sources.report([...path, "audience"], "is missing: give what a token for Gatehouse has as `aud`");
}
