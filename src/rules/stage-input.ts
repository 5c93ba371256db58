import type { ModelStage } from "./enums.js";
import { InputFailure } from "./failure.js";

/** As MLflow stores them; nothing in the database checks the spelling. */
const storedStages = { NONE: "None", STAGING: "Staging", PRODUCTION: "Production", ARCHIVED: "Archived" } as const;

export type StoredStage = (typeof storedStages)[keyof typeof storedStages];

/**
 * The word that MLflow stores for a stage.
 *
 * @param stage in any case, as MLflow takes it: of the graph's enum or MLflow's own words
 * @throws InputFailure
 */
export function storedStage(stage: ModelStage | string, path: readonly string[]): StoredStage {
  const stored = Object.values(storedStages).find((word) => word.toLowerCase() === stage.toLowerCase());
  if (stored !== undefined) return stored;
  throw new InputFailure("UNKNOWN_STAGE", "The stage must be None, Staging, Production or Archived.", path);
}

/**
 * Whether the other versions in the stage are to be archived.
 *
 * @throws InputFailure for a stage where MLflow does not allow it
 */
export function checkArchiving(archiveOthers: boolean, stage: StoredStage, path: readonly string[]): void {
  if (!archiveOthers || stage === "Staging" || stage === "Production") return;
  throw new InputFailure(
    "ARCHIVE_INACTIVE_STAGE",
    "Other versions are archived only when one goes to Staging or Production.",
    path,
  );
}
