import { Failure } from "../rules/failure.js";
import { type Capability, capabilitySince } from "../rules/mlflow-schema.js";
import type { OpenStore } from "./store.js";

/** @throws Failure UNAVAILABLE: the field that needs it is null, the rest of the query goes on */
export function requireCapability({ name, head, capabilities }: OpenStore, capability: Capability): void {
  if (capabilities[capability]) return;
  const { what, release } = capabilitySince[capability];
  const schema = head.releases === null ? `the schema head ${head.revision}` : `the schema of MLflow ${head.releases}`;
  throw new Failure(
    "UNAVAILABLE",
    "NOT_IN_SCHEMA",
    `Store "${name}" has ${schema}, without ${what} (since MLflow ${release}).`,
  );
}
