import { describe } from "@jest/globals";
import type { DialectName } from "../../src/stores/store-options.js";
import { type FixtureStore, fixtureStores } from "./fixtures.js";
import { availableDialects, chosen } from "./run-environment.js";

/** Describes the same behaviour once for each fixture store; one without a server in this run is shown as skipped. */
export function describeFixtures(title: string, body: (fixture: FixtureStore) => void): void {
  for (const fixture of fixtureStores()) {
    const describeOrSkip = fixture.available ? describe : describe.skip;
    describeOrSkip(`${title}: MLflow ${fixture.version} on ${fixture.dialect}`, () => body(fixture));
  }
}

/** Describes the same behaviour once for each dialect; one without a server in this run is shown as skipped. */
export function describeDialects(title: string, body: (dialect: DialectName) => void): void {
  describeEach(["postgres", "mysql", "sqlite"], title, body);
}

/** The same for the dialects that are reached over a network. */
export function describeServers(title: string, body: (dialect: ServerDialect) => void): void {
  describeEach(["postgres", "mysql"], title, body);
}

export type ServerDialect = Exclude<DialectName, "sqlite">;

/** Described beside a live MLflow; shown as skipped where this run has none. */
export const describeBesideLiveMlflow: typeof describe.skip = chosen.mlflow === null ? describe.skip : describe;

function describeEach<Name extends DialectName>(
  dialects: readonly Name[],
  title: string,
  body: (dialect: Name) => void,
): void {
  const available = availableDialects();
  for (const dialect of dialects) {
    const describeOrSkip = available.includes(dialect) ? describe : describe.skip;
    describeOrSkip(`${title}: ${dialect}`, () => body(dialect));
  }
}
