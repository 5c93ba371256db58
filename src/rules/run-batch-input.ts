import { InputFailure } from "./failure.js";

export interface BatchSizes {
  readonly metrics: number;
  readonly params: number;
  readonly tags: number;
}

/** What MLflow takes in one request. */
const sizesMax: BatchSizes = { metrics: 1_000, params: 100, tags: 100 };
const entriesMax = 1_000;

/**
 * @param path where the batch is in the arguments
 * @throws InputFailure
 */
export function checkBatchSizes(sizes: BatchSizes, path: readonly string[] = []): void {
  for (const kind of ["metrics", "params", "tags"] as const) {
    if (sizes[kind] > sizesMax[kind])
      throw new InputFailure(
        "BATCH_TOO_LARGE",
        `A batch holds at most ${sizesMax[kind]} ${kind}, not ${sizes[kind]}.`,
        [...path, kind],
      );
  }
  const total = sizes.metrics + sizes.params + sizes.tags;
  if (total > entriesMax)
    throw new InputFailure(
      "BATCH_TOO_LARGE",
      `A batch holds at most ${entriesMax} metrics, params and tags together, not ${total}.`,
      path,
    );
}
