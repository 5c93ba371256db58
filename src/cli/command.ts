/** One command of the command line. A new one is a file of its own and a line in commands.ts. */
export interface Command {
  /** One or two words: `serve`, `audit verify`. */
  readonly name: string;
  /** One sentence for the list of commands. */
  readonly summary: string;
  /** Lines for the command's own help, above its options; may be empty. */
  readonly details?: readonly string[];
  readonly options: readonly CommandOption[];
  /** What stands behind the options, as help shows it: `FILE`. Without it the command takes nothing. */
  readonly operands?: string;
  /** Does the work and answers with the exit code. Heavy modules are imported inside, so that help stays quick. */
  readonly run: (call: CommandCall) => Promise<ExitCode>;
}

export interface CommandOption {
  /** Without the dashes: `ready-file`. */
  readonly name: string;
  readonly short?: string;
  /** How help shows the value: `PATH`. Without it the option is a switch. */
  readonly value?: string;
  /** Whether it may be given more than once. */
  readonly isRepeatable?: boolean;
  readonly summary: string;
}

/** What a person typed, already checked against the command's options. */
export class CommandCall {
  constructor(
    private readonly values: ReadonlyMap<string, readonly string[]>,
    readonly operands: readonly string[],
  ) {}

  /** The last value given, or undefined. */
  option(name: string): string | undefined {
    return this.values.get(name)?.at(-1);
  }

  options(name: string): readonly string[] {
    return this.values.get(name) ?? [];
  }

  has(name: string): boolean {
    return this.values.has(name);
  }
}

/** Sysexits' numbers where they have one, the shell's customs elsewhere. */
export const exitCodes = {
  ok: 0,
  unexpected: 1,
  /** As linters and checkers have it. */
  problem: 1,
  usage: 2,
  unavailable: 69,
  cannotCreate: 73,
  config: 78,
} as const;

export type ExitCode = number;

/** What help says about each exit code. */
export const exitCodeMeanings: readonly (readonly [ExitCode, string])[] = [
  [exitCodes.ok, "done, or stopped by SIGTERM or SIGINT after draining"],
  [exitCodes.unexpected, "an unexpected error, or a problem that doctor found"],
  [exitCodes.usage, "a wrong command line"],
  [exitCodes.unavailable, "the address is not available: its port is in use, or not allowed"],
  [exitCodes.cannotCreate, "a file that was asked for cannot be written"],
  [exitCodes.config, "a problem in the configuration"],
];

/** Ends the command with a message for people and an exit code. */
export class CommandError extends Error {
  override readonly name = "CommandError";

  constructor(
    readonly exitCode: ExitCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
