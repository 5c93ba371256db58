import type { LifecycleStage } from "./enums.js";
import { Failure } from "./failure.js";
import { checkText } from "./written-text.js";

/** The column's; MLflow's validator lets 500 pass, which PostgreSQL and MySQL then refuse. */
const nameCharactersMax = 256;

/**
 * An experiment's name: any characters, a slash too.
 *
 * @param path where the name is in the arguments
 * @throws InputFailure
 */
export function checkExperimentName(name: string, path: readonly string[]): void {
  checkText(name, { charactersMin: 1, charactersMax: nameCharactersMax }, path);
}

/** WRITE: tags set and deleted. */
export type ExperimentWrite = "WRITE" | "RENAME" | "RUN_CREATE" | "DELETE" | "RESTORE";

/**
 * Only an active experiment may be written, and only a deleted one restored. (MLflow answers a second delete or restore with
 * NOT_FOUND, since it looks among the others.)
 *
 * @throws Failure CONFLICT
 */
export function checkExperimentTakes(write: ExperimentWrite, stage: LifecycleStage): void {
  if (write === "RESTORE") {
    if (stage !== "DELETED") throw new Failure("CONFLICT", "EXPERIMENT_NOT_DELETED", "The experiment is not deleted.");
    return;
  }
  if (stage === "ACTIVE") return;
  throw new Failure("CONFLICT", "EXPERIMENT_DELETED", "The experiment is deleted; restore it to write to it.");
}
