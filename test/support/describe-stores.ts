import { describe } from "@jest/globals";
import type { DialectName } from "../../src/stores/store-options.js";
import { type FixtureStore, fixtureStores } from "./fixtures.js";
import { availableDialects } from "./run-environment.js";

/** Describes the same behaviour once for each fixture store; one without a server in this run is shown as skipped. */
export function describeFixtures(title: string, body: (fixture: FixtureStore) => void): void {
  for (const fixture of fixtureStores()) {
    const describeOrSkip = fixture.available ? describe : describe.skip;
    describeOrSkip(`${title}: MLflow ${fixture.version} on ${fixture.dialect}`, () => body(fixture));
  }
}

/** Describes the same behaviour once for each dialect; one without a server in this run is shown as skipped. */
export function describeDialects(title: string, body: (dialect: DialectName) => void): void {
  const available = availableDialects();
  for (const dialect of ["postgres", "mysql", "sqlite"] as const) {
    const describeOrSkip = available.includes(dialect) ? describe : describe.skip;
    describeOrSkip(`${title}: ${dialect}`, () => body(dialect));
  }
}
