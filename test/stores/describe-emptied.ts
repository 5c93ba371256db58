import { afterAll, beforeAll, describe } from "@jest/globals";
import type { OpenStore } from "../../src/stores/store.js";
import type { DialectName } from "../../src/stores/store-options.js";
import { fixtureStores, type MlflowVersion } from "../support/fixtures.js";
import { type EmptiedStore, emptiedStore } from "./emptied-store.js";
import { type OpenedStore, openedStore } from "./opened-store.js";

/** What a test of the stores works on; ready once the tests run. */
export interface StoreUnderTest {
  readonly dialect: DialectName;
  readonly version: MlflowVersion;
  readonly hasWorkspaces: boolean;
  readonly database: EmptiedStore;
  readonly opened: OpenedStore;
  readonly open: OpenStore;
}

/**
 * Describes the same behaviour once for each database and MLflow version, on an emptied store of its own; one without a
 * server in this run is shown as skipped.
 *
 * @param versions which MLflow versions; those without a fixture at hand are left out
 */
export function describeEmptied(
  title: string,
  versions: readonly MlflowVersion[],
  body: (store: () => StoreUnderTest) => void,
): void {
  for (const { dialect, version, available } of fixtureStores()) {
    if (!versions.includes(version)) continue;
    const describeOrSkip = available ? describe : describe.skip;
    describeOrSkip(`${title}: MLflow ${version} on ${dialect}`, () => {
      let current: StoreUnderTest | undefined;
      beforeAll(async () => {
        const database = await emptiedStore(dialect, version);
        const opened = await openedStore(database.url);
        current = { dialect, version, hasWorkspaces: version === "3.17.2", database, opened, open: opened.open };
      }, 60_000);
      afterAll(async () => {
        await current?.opened.close();
        await current?.database.drop();
      });
      body(() => {
        if (current === undefined) throw new Error("the store is not open yet");
        return current;
      });
    });
  }
}

/** With workspaces and the step index, and with neither. */
export const newestAndOldest = ["3.17.2", "2.22.0"] as const;
