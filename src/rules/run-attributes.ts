import { gitOf, type RunFacts, sourceOf, userOf } from "./run-facts.js";
import { timeText } from "./time-text.js";

/** What a run has beside params, tags and metrics. */
export interface AttributedRun {
  readonly name: string | null;
  readonly experimentId: string | null;
  readonly status: string;
  readonly lifecycleStage: string;
  readonly startTime: bigint | null;
  readonly endTime: bigint | null;
  readonly userId: string | null;
}

export const comparedAttributes = [
  "NAME",
  "EXPERIMENT",
  "STATUS",
  "LIFECYCLE_STAGE",
  "START_TIME",
  "END_TIME",
  "USER",
  "SOURCE_NAME",
  "SOURCE_TYPE",
  "GIT_COMMIT",
  "GIT_BRANCH",
  "GIT_REPOSITORY_URL",
  "GIT_IS_DIRTY",
] as const;

export type ComparedAttribute = (typeof comparedAttributes)[number];

/** The attributes of a run as texts, each null where the run has none. */
export function attributesOf(run: AttributedRun, facts: RunFacts): ReadonlyMap<string, string | null> {
  const [source, git] = [sourceOf(facts), gitOf(facts)];
  const texts: Readonly<Record<ComparedAttribute, string | null>> = {
    NAME: run.name,
    EXPERIMENT: run.experimentId,
    STATUS: run.status,
    LIFECYCLE_STAGE: run.lifecycleStage,
    START_TIME: run.startTime === null ? null : timeText(run.startTime),
    END_TIME: run.endTime === null ? null : timeText(run.endTime),
    USER: userOf(run, facts),
    SOURCE_NAME: source.name,
    SOURCE_TYPE: source.type,
    GIT_COMMIT: git.commit,
    GIT_BRANCH: git.branch,
    GIT_REPOSITORY_URL: git.repositoryUrl,
    GIT_IS_DIRTY: git.isDirty === null ? null : String(git.isDirty),
  };
  return new Map(Object.entries(texts));
}
