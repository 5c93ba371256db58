import type { Administration, AdminSession } from "../dialects/admin-session.js";
import { administrationNamed } from "../dialects/administration-by-name.js";
import type { StoreOptions } from "../store-options.js";
import { asAdminFailure } from "./admin-failure.js";

export interface Admin {
  readonly session: AdminSession;
  readonly administration: Administration;
}

/** Opens a session for one piece of work and closes it, whatever comes of it. */
export async function withAdmin<Result>(
  options: StoreOptions,
  work: (admin: Admin) => Promise<Result>,
): Promise<Result> {
  const administration = await administrationNamed(options.dialect);
  let session: AdminSession | null = null;
  try {
    session = await administration.open(options);
    return await work({ session, administration });
  } catch (error) {
    throw asAdminFailure(options, session, error);
  } finally {
    await session?.close().catch(() => undefined); // It may have been lost.
  }
}

/** Statements as a script: what is run, in order, between what opens and closes the locked piece. */
export function asScript({ opening, closing }: AdminSession, statements: readonly string[]): string {
  return [...opening, ...statements, ...closing].map((statement) => `${statement};\n`).join("");
}
