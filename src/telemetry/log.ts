import { type DestinationStream, type LevelWithSilent, type Logger, pino } from "pino";

export type { Logger } from "pino";

/**
 * Structured log on standard output, a JSON object a line. Request headers, bodies, variables and parameter values are
 * never given to it; the paths below are a second lock on the same door.
 */
export function createLog({ level }: { level: LevelWithSilent }, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: { service: "gatehouse" },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: [
      "token",
      "password",
      "url",
      "authorization",
      "req.headers",
      "*.token",
      "*.password",
      "*.url",
      "*.authorization",
    ],
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
