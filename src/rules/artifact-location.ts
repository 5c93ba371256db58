import { InputFailure } from "./failure.js";
import {
  appendPath,
  checkHostScheme,
  checkUri,
  decodeFully,
  hostOf,
  isLocal,
  isThisMachine,
  splitUri,
  type UriParts,
} from "./uri.js";
import { checkText } from "./written-text.js";

/** The columns'; MLflow's validator lets 2,048 pass. */
const locationCharactersMax = 256;
const runArtifactUriCharactersMax = 200;

/**
 * Where an experiment's artifacts are to lie. Left out, MLflow's server chooses below its own root; a path that is relative to wherever
 * that server was started is refused.
 *
 * @param path where the location is in the arguments
 * @param hostSchemesAllowed what MLflow's server is told by MLFLOW_ALLOWED_HOST_ADDRESSED_ARTIFACT_SCHEMES
 * @throws InputFailure
 */
export function checkArtifactLocation(
  location: string,
  path: readonly string[],
  hostSchemesAllowed: readonly string[] = [],
): void {
  checkText(location, { charactersMin: 1, charactersMax: locationCharactersMax }, path);
  checkUri(location, path);
  const uri = splitUri(location);
  if (uri.fragment !== "" || uri.params !== "")
    throw new InputFailure("LOCATION_PARTS", "A location must have no fragment (#) and no parameters (;).", path);
  if (decodeFully(uri.query).includes(".."))
    throw new InputFailure("LOCATION_PARTS", 'A location must have no ".." in its query.', path);
  if (uri.scheme === "runs")
    throw new InputFailure(
      "LOCATION_SCHEME",
      "A location must not be a runs:/ URI: it is where runs' artifacts are put.",
      path,
    );
  checkHostScheme(uri, hostSchemesAllowed, path);
  if (isLocal(uri)) checkLocalPath(uri, path);
}

function checkLocalPath(uri: UriParts, path: readonly string[]): void {
  if (uri.scheme === "file" && !isThisMachine(hostOf(uri)))
    throw new InputFailure("LOCATION_HOST", "A file URI must name no other machine.", path);
  if (!uri.path.startsWith("/"))
    throw new InputFailure("RELATIVE_LOCATION", "A path as location must be absolute.", path);
}

/**
 * Where a new run's artifacts will lie (runs.artifact_uri).
 *
 * @param location of its experiment
 * @throws InputFailure when the column has no room for it
 */
export function artifactUriOfRun(location: string, runId: string, path: readonly string[]): string {
  const uri = appendPath(location, `${runId}/artifacts`);
  if ([...uri].length <= runArtifactUriCharactersMax) return uri;
  throw new InputFailure(
    "LOCATION_TOO_LONG",
    `The experiment's location is too long for its runs: with a run's part behind it must have at most ${runArtifactUriCharactersMax} characters.`,
    path,
  );
}
