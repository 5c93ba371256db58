/** SQLITE_BUSY and SQLITE_LOCKED, without their finer codes. */
const busyCodes: ReadonlySet<number> = new Set([5, 6]);

/** Whether another connection's lock was met, told by the driver's error or by what Prisma's adapter makes of it. */
export function isSqliteBusy(error: unknown): boolean {
  const { rawCode, originalCode, cause } = error as ErrorWithCode;
  const code = rawCode ?? originalCode ?? cause?.originalCode;
  return code !== undefined && busyCodes.has(Number(code) & 0xff);
}

interface ErrorWithCode {
  readonly rawCode?: number;
  readonly originalCode?: string;
  readonly cause?: { readonly originalCode?: string };
}
