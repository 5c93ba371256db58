import type { OpenStore } from "../store.js";

/** MLflow's ids are decimal text; anything else, or beyond the column, names no experiment. */
export function toExperimentId(open: OpenStore, mlflowId: string): bigint | null {
  if (!/^(0|[1-9]\d{0,18})$/.test(mlflowId)) return null;
  const id = BigInt(mlflowId);
  return id <= open.fragments.experimentIdMax ? id : null;
}
