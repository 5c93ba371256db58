import { expect, test } from "@jest/globals";
import { fillStore } from "../../src/demo/fill-store.js";
import { expectAgreement } from "./agreement.js";
import { describeBesideMlflow } from "./describe-beside-mlflow.js";

const storiesEnd = Date.UTC(2026, 5, 30, 12);

describeBesideMlflow(
  "beside an MLflow on the demo store",
  (database) => fillStore(database.url, storiesEnd),
  (beside) => {
    test("MLflow opens the store as its own, and both say the same of everything in it", async () => {
      const graph = await expectAgreement(beside());
      expect(graph.registeredModels.map(({ name }) => name)).toContain("fraud-detector");
      expect(graph.runs.length).toBeGreaterThan(50);
    });
  },
);
