/** Where a value sits in the configuration: `["stores", 0, "url"]`. */
export type KeyPath = readonly (string | number)[];

/** The path as people write it: `stores[0].url`. */
export function keyPathText(path: KeyPath): string {
  return path.map((step, index) => (typeof step === "number" ? `[${step}]` : index === 0 ? step : `.${step}`)).join("");
}

/** `limits.depthMax` becomes `LIMITS_DEPTH_MAX`, as in the names of environment variables. */
export function upperSnake(path: readonly string[]): string {
  return path.map((step) => step.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()).join("_");
}

/** A mapping of keys, as YAML and JSON objects are; not a list. */
export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
