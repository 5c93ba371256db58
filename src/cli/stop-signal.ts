import type { EventEmitter } from "node:events";
import { constants } from "node:os";

export type StopSignal = "SIGTERM" | "SIGINT";

interface StopSignalOptions {
  /** Where signals arrive; the process itself. */
  readonly source: EventEmitter;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  /** Called at a second signal, with the exit code a shell would give. */
  readonly force: (exitCode: number) => void;
}

/** One Ctrl-C reaches a process twice under npx: from the terminal and from npm. */
const sameMomentMs = 500;

/** Listens from now on. `first` settles at the first SIGTERM or SIGINT; a second one, a moment later, forces the end. */
export function watchStopSignals({ source, now, force }: StopSignalOptions): {
  readonly first: Promise<StopSignal>;
  readonly unwatch: () => void;
} {
  let firstAt: number | null = null;
  let settle: (signal: StopSignal) => void = () => undefined;
  const first = new Promise<StopSignal>((resolve) => {
    settle = resolve;
  });
  const onSignal = (signal: StopSignal) => {
    if (firstAt === null) {
      firstAt = now();
      settle(signal);
    } else if (now() - firstAt >= sameMomentMs) {
      force(128 + constants.signals[signal]);
    }
  };
  source.on("SIGTERM", onSignal).on("SIGINT", onSignal);
  return { first, unwatch: () => void source.off("SIGTERM", onSignal).off("SIGINT", onSignal) };
}
