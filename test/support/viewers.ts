import { randomBytes } from "node:crypto";
import { formatApiToken, hashApiToken } from "../../src/rules/api-token.js";
import type { Binding } from "../../src/rules/binding.js";
import { createBinding } from "../../src/stores/ledger/bindings.js";
import { createToken } from "../../src/stores/ledger/tokens.js";
import type { Store } from "../../src/stores/store.js";

const issuer = "https://id.example";
let made = 0;

/** Gives a person bindings in a store's ledger, and an API token to come with. */
export async function addViewer(
  store: Store,
  subject: string,
  bindings: readonly Partial<Binding>[],
): Promise<{ readonly authorization: string }> {
  const text = formatApiToken(randomBytes(32));
  const principal = { kind: "USER", issuer, subject } as const;
  await store.write(async (open) => {
    await createToken(open, {
      id: `token-${++made}`,
      label: subject,
      hash: hashApiToken(text),
      principal,
      role: "ADMIN",
      scope: null,
      createdAt: Date.now(),
      createdBy: "bootstrap",
      expiresAt: Date.now() + 3_600_000,
    });
    for (const binding of bindings) {
      await createBinding(open, {
        id: `binding-${++made}`,
        principal,
        role: "VIEWER",
        serviceRole: null,
        effect: "ALLOW",
        scope: { kind: "STORE" },
        notBefore: null,
        expiresAt: null,
        grantedBy: "bootstrap",
        reason: null,
        createdAt: Date.now(),
        ...binding,
      });
    }
  });
  return { authorization: `Bearer ${text}` };
}
