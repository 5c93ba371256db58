import { expect, test } from "@jest/globals";
import { expectAgreement } from "./agreement.js";
import { describeBesideMlflow } from "./describe-beside-mlflow.js";
import { expectGrowth, readUnderLoad } from "./growth.js";

const seconds = 15;
const threads = 4;

interface Written {
  /** Runs of the threads' own, and points of the metric that they write together. */
  readonly runs: number;
  readonly points: number;
}

describeBesideMlflow(
  "beside an MLflow under load",
  async () => undefined,
  (beside) => {
    test("lists and histories read meanwhile only grow, skip nothing and repeat nothing, and end up equal", async () => {
      const { client, gatehouse } = beside();
      const { shared } = await client.act<{ shared: string }>("begin load");
      let isWriting = true;
      const writing = client.act<Written>("write for", { seconds, threads, shared }).finally(() => {
        isWriting = false;
      });
      writing.catch(() => undefined); // A failure of the reader comes first, and ends the writer.
      let before = await readUnderLoad(gatehouse, shared);
      let grown = 0;
      while (isWriting) {
        const now = await readUnderLoad(gatehouse, shared);
        expectGrowth(before, now);
        if (now.runs.length > before.runs.length && now.together.length > before.together.length) grown += 1;
        before = now;
      }
      const { runs, points } = await writing;
      expect(grown).toBeGreaterThan(1);
      const last = await readUnderLoad(gatehouse, shared);
      expectGrowth(before, last);
      expect(last).toMatchObject({ totalCount: 1 + runs });
      expect(last.runs).toHaveLength(1 + runs);
      expect(last.together).toHaveLength(points);
      await expectAgreement(beside());
    });
  },
);
