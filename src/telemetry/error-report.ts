/**
 * What a log may say of an error nobody expected: its kind and where it was thrown. Never its message: there databases and
 * drivers put SQL, values, hosts and users.
 */
export interface ErrorReport {
  readonly type: string;
  /** An SQLSTATE, a driver's or Node's code. */
  readonly code?: string;
  readonly at?: readonly string[];
  readonly cause?: ErrorReport;
}

const causesMax = 5;
const framesMax = 20;

export function reportError(error: unknown, causesLeft = causesMax): ErrorReport {
  if (typeof error !== "object" || error === null) return { type: typeof error };
  const code = codeOf(error);
  const cause = (error as { cause?: unknown }).cause;
  return {
    type: typeOf(error),
    ...(code === null ? {} : { code }),
    ...(error instanceof Error ? { at: framesOf(error) } : {}),
    ...(cause === undefined || cause === null || causesLeft === 0 ? {} : { cause: reportError(cause, causesLeft - 1) }),
  };
}

/** The first code of an error and its causes: what an operator looks up. */
export function firstCode(error: unknown): string | undefined {
  const { code, cause } = reportError(error);
  return code ?? cause?.code ?? cause?.cause?.code;
}

/** Prisma's adapters put a plain object with a `kind` under their error. */
function typeOf(error: object): string {
  const { kind } = error as { kind?: unknown };
  const name = error instanceof Error || typeof kind !== "string" ? error.constructor?.name : asWord(kind);
  return name ?? "object";
}

function codeOf(error: object): string | null {
  const { code, originalCode, errno } = error as { code?: unknown; originalCode?: unknown; errno?: unknown };
  return asWord(originalCode) ?? asWord(code) ?? asWord(errno);
}

/** Codes are short words; whatever is not may be text with values in it. */
function asWord(value: unknown): string | null {
  return /^-?\w{1,40}$/.test(String(value)) && (typeof value === "string" || typeof value === "number")
    ? String(value)
    : null;
}

function framesOf({ stack = "", message }: Error): string[] {
  // The message comes first, and may have lines that look like frames.
  const frames = stack.includes(message) ? stack.slice(stack.indexOf(message) + message.length) : stack;
  return frames
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .slice(0, framesMax)
    .map((line) => line.trim());
}
