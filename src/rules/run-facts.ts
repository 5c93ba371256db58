/** MLflow keeps these facts of a run in tags of its own. */
export const factTags = [
  "mlflow.note.content",
  "mlflow.parentRunId",
  "mlflow.source.git.branch",
  "mlflow.source.git.commit",
  "mlflow.source.git.dirty",
  "mlflow.source.git.repoURL",
  "mlflow.source.name",
  "mlflow.source.type",
  "mlflow.user",
] as const;

export type RunFacts = { readonly [key in (typeof factTags)[number]]?: string | null };

/** Who ran it, as the client claims; MLflow's newer clients leave the column empty. */
export function userOf({ userId }: { readonly userId: string | null }, facts: RunFacts): string | null {
  return facts["mlflow.user"] ?? (userId === "" ? null : userId);
}

export function sourceOf(facts: RunFacts) {
  return { name: facts["mlflow.source.name"] ?? null, type: facts["mlflow.source.type"] ?? null };
}

export function gitOf(facts: RunFacts) {
  const dirty = facts["mlflow.source.git.dirty"];
  return {
    commit: facts["mlflow.source.git.commit"] ?? null,
    branch: facts["mlflow.source.git.branch"] ?? null,
    repositoryUrl: facts["mlflow.source.git.repoURL"] ?? null,
    isDirty: dirty === undefined || dirty === null ? null : dirty.toLowerCase() === "true",
  };
}
