import type { ConfigWithoutToken } from "../config.js";
import type { Outcome } from "../migrate.js";
import { type ExitCode, exitCodes } from "./command.js";
import { withoutSecrets } from "./without-secrets.js";

/** Prints what became of each store. What a failure says is for people and holds no secret. */
export async function printEach<Report>(
  config: ConfigWithoutToken,
  outcomes: AsyncGenerator<Outcome<Report>>,
  textOf: (report: Report) => string,
): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.ok;
  try {
    for await (const outcome of outcomes) {
      if ("report" in outcome) process.stdout.write(textOf(outcome.report));
      else if ("passedOver" in outcome) {
        process.stderr.write(`gatehouse: store "${outcome.passedOver}" is attached read-only and was passed over\n`);
      } else {
        process.stderr.write(`gatehouse: ${outcome.failure.message}\n`);
        exitCode = exitCodes.unexpected;
      }
    }
  } catch (error) {
    throw withoutSecrets(error, config);
  }
  return exitCode;
}
