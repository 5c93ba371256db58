import { createHash, timingSafeEqual } from "node:crypto";
import { Failure } from "../rules/failure.js";

/** Whether a request may come in: `Authorization: Bearer <token>`. */
export type Authenticate = (authorization: string | undefined) => Failure | null;

/** The one token that guards every request. Compared by digest, in constant time. */
export function bearerToken(token: string): Authenticate {
  const expected = digest(token);
  return (authorization) => {
    const [, given] = /^Bearer ([\x21-\x7e]+)$/i.exec(authorization ?? "") ?? [];
    if (given === undefined) {
      return new Failure(
        "UNAUTHENTICATED",
        "TOKEN_MISSING",
        "Send the access token as `Authorization: Bearer <token>`.",
      );
    }
    if (timingSafeEqual(digest(given), expected)) return null;
    return new Failure("UNAUTHENTICATED", "TOKEN_WRONG", "This access token is not valid here.");
  };
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
