/** What MLflow's registry says a model version was made from (model_versions.source), where it names a thing of the store. */
export type ModelSource =
  | { readonly loggedModel: string }
  /** A copy of another version, in the copy's own workspace. */
  | { readonly name: string; readonly version: number };

/** @returns null for another kind of source, such as a run's artifact or a path */
export function parseModelSource(source: string | null): ModelSource | null {
  const loggedModel = /^models:\/(m-[0-9a-f]{32})$/.exec(source ?? "")?.[1];
  if (loggedModel !== undefined) return { loggedModel };
  const [, name, version] = /^models:\/([^/]+)\/([1-9]\d{0,9})$/.exec(source ?? "") ?? [];
  return name === undefined || Number(version) > versionMax ? null : { name, version: Number(version) };
}

export function formatModelSource(source: ModelSource): string {
  return "loggedModel" in source ? `models:/${source.loggedModel}` : `models:/${source.name}/${source.version}`;
}

/** model_versions.version is a 32-bit column. */
export const versionMax = 2_147_483_647;
