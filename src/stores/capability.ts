import { Failure } from "../rules/failure.js";
import { type Capability, capabilitySince } from "../rules/mlflow-schema.js";
import type { OpenStore } from "./store.js";

/** @throws Failure UNAVAILABLE: the field that needs it is null, the rest of the query goes on */
export function requireCapability(open: OpenStore, capability: Capability): void {
  const failure = lackOf(open, capability);
  if (failure) throw failure;
}

/** What to say of a capability that the store's schema lacks; null where it has it. */
export function lackOf({ name, head, capabilities }: OpenStore, capability: Capability): Failure | null {
  if (capabilities[capability]) return null;
  const { what, release } = capabilitySince[capability];
  const schema = head.releases === null ? `the schema head ${head.revision}` : `the schema of MLflow ${head.releases}`;
  return new Failure(
    "UNAVAILABLE",
    "NOT_IN_SCHEMA",
    `Store "${name}" has ${schema}, without ${what} (since MLflow ${release}).`,
  );
}
