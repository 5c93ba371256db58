import type { OpenStore } from "../../src/stores/store.js";
import type { FixtureStore } from "../support/fixtures.js";
import { registryWalk } from "./store-walk-registry.js";
import { trackingWalk } from "./store-walk-tracking.js";

/** One question to a store, as a loader asks it. */
export interface Step {
  /** The function that asks. */
  readonly asks: { readonly name: string };
  /** What is special about it; empty where there is nothing. */
  readonly title: string;
  run(open: OpenStore): Promise<unknown>;
}

/** What the walk asks for: things that a fixture of MLflow 3.17.2 has. */
export interface Known {
  /** Two runs that logged 50 points of `loss`. */
  readonly runs: readonly [string, string];
}

/** By module of src/stores/mlflow: every function at least once, and once more for each shape its SQL can take. */
export type Walk = Readonly<Record<string, readonly Step[]>>;

export function storeWalk(fixture: FixtureStore): Walk {
  const [first = "", second = ""] = Object.entries(fixture.oracle.histories)
    .filter(([key, points]) => key.endsWith("/loss") && points.length === 50)
    .map(([key]) => key.replace("/loss", ""));
  return { ...trackingWalk({ runs: [first, second] }), ...registryWalk({ runs: [first, second] }) };
}

export function step<Parameters extends readonly unknown[]>(
  asks: (open: OpenStore, ...parameters: Parameters) => Promise<unknown>,
  title: string,
  ...parameters: Parameters
): Step {
  return { asks, title, run: (open) => asks(open, ...parameters) };
}
