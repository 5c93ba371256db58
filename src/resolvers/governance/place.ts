import type { Context } from "../../context.js";
import type { ExperimentRow } from "../../loaders/experiment.js";
import type { RegisteredModelRow } from "../../loaders/registered-model.js";
import type { GlobalId } from "../../rules/global-id.js";
import type { Place } from "../../rules/permission.js";

export function experimentPlace({ workspace, mlflowId, name }: ExperimentRow): Place {
  return { kind: "EXPERIMENT", workspace, id: mlflowId, name };
}

export function modelPlace({ workspace, name }: Pick<RegisteredModelRow, "workspace" | "name">): Place {
  return { kind: "REGISTERED_MODEL", workspace, name };
}

/** Where an object is that the viewer has been shown to see; null where its experiment is gone meanwhile. */
export async function placeOf(
  { store, type, key }: GlobalId,
  row: object,
  { loaders }: Context,
): Promise<Place | null> {
  switch (type) {
    case "Store":
      return { kind: "STORE" };
    case "Workspace":
      return { kind: "WORKSPACE", workspace: key[0] ?? "" };
    case "Experiment":
      return experimentPlace(row as ExperimentRow);
    case "RegisteredModel":
    case "Prompt":
    case "ModelVersion":
    case "PromptVersion":
      return modelPlace(row as RegisteredModelRow);
    default: {
      const mlflowId = (row as { readonly experimentId: string | null }).experimentId;
      // MLflow's schema lets a run lie in no experiment; then it lies in the store alone.
      if (mlflowId === null) return { kind: "STORE" };
      const experiment = await loaders.experiment.load({ parent: { store, mlflowId }, args: undefined });
      return experiment && experimentPlace(experiment);
    }
  }
}
