import type { LifecycleStage, RunStatus } from "./enums.js";
import { Failure, InputFailure } from "./failure.js";
import { checkText } from "./written-text.js";

/** MLflow keeps this tag equal to the run's name. */
export const runNameTag = "mlflow.runName";

/** The column's; MLflow has no bound of its own. */
const nameCharactersMax = 250;
const userCharactersMax = 256;

/**
 * A run's name. MLflow takes an empty one for none and makes one up; here a caller leaves it out for that.
 *
 * @param path where the name is in the arguments
 * @throws InputFailure
 */
export function checkRunName(name: string, path: readonly string[]): void {
  checkText(name, { charactersMin: 1, charactersMax: nameCharactersMax }, path);
}

/**
 * The name a new run is given by its argument or by its tag `mlflow.runName`, which MLflow keeps equal; null when by neither.
 *
 * @throws InputFailure when they differ
 */
export function runNameOf(
  name: string | null,
  tags: readonly { readonly key: string; readonly value: string }[],
  path: readonly string[],
): string | null {
  const tagged = tags.find(({ key }) => key === runNameTag)?.value ?? null;
  if (name === null || tagged === null || name === tagged) return name ?? tagged;
  throw new InputFailure(
    "RUN_NAMES_DIFFER",
    `The name and the tag ${runNameTag} must be equal, or one left out.`,
    path,
  );
}

/** @throws InputFailure */
export function checkRunUser(user: string, path: readonly string[]): void {
  checkText(user, { charactersMax: userCharactersMax }, path);
}

/**
 * The word that MLflow stores for a status. Any status may follow any other, as in MLflow: a finished run may go on.
 *
 * @throws InputFailure for UNKNOWN, which is how others' words are read
 */
export function storedRunStatus(status: RunStatus, path: readonly string[]): string {
  if (status !== "UNKNOWN") return status;
  throw new InputFailure("UNKNOWN_STATUS", "status must be RUNNING, SCHEDULED, FINISHED, FAILED or KILLED.", path);
}

/** WRITE: metrics, parameters, tags set and deleted, inputs, and the run's own name, status and times. */
export type RunWrite = "WRITE" | "DELETE" | "RESTORE";

/**
 * A deleted run takes no writes until it is restored. The state of its experiment is not asked, as in MLflow: deleting an experiment
 * deletes its runs, and one that was restored alone may be written. Deleting and restoring may be done again.
 *
 * @throws Failure CONFLICT
 */
export function checkRunTakes(write: RunWrite, stage: LifecycleStage): void {
  if (write !== "WRITE" || stage === "ACTIVE") return;
  throw new Failure("CONFLICT", "RUN_DELETED", "The run is deleted; restore it to write to it.");
}
