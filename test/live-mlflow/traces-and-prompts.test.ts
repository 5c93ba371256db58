import { expect, test } from "@jest/globals";
import { fillStore } from "../../src/demo/fill-store.js";
import { describeBesideMlflow } from "./describe-beside-mlflow.js";
import { expectPrompts } from "./prompt-agreement.js";
import { expectTraces, readTraces } from "./trace-agreement.js";
import { told } from "./traces-and-prompts-told.js";

describeBesideMlflow("beside an MLflow that writes traces and prompts", nothing, (beside) => {
  test("the graph says the same of every trace", async () => {
    await beside().client.act("write traces and prompts");
    const { traces, tracesOfRuns } = await told(beside());
    expect(traces.map(({ state }) => state)).toEqual(["ERROR", "OK", "OK", "OK", "OK"]);
    expect(traces.filter(({ token_usage }) => token_usage?.total_tokens === 1234)).toHaveLength(3);
    expect(
      Object.values(tracesOfRuns)
        .map(({ length }) => length)
        .sort(),
    ).toEqual([1, 2, 2]);
    await expectTraces(beside());
  });

  test("a trace made in no run has the run it was linked to first, one made in a run has that", async () => {
    const experiments = await readTraces(beside().gatehouse);
    const [assistant] = experiments.filter(({ traces }) => traces.nodes.length > 0);
    const runs = assistant?.traces.nodes.map(({ run }) => run?.name);
    expect(runs).toEqual(["second review", undefined, undefined, "evaluation", "evaluation"]);
    const versions = assistant?.traces.nodes.map(({ promptVersions }) => promptVersions);
    const answer = [{ name: "answer", version: 1 }];
    expect(versions).toEqual([[], [], answer, answer, answer]);
    const evaluation = assistant?.runs.nodes.find(({ name }) => name === "evaluation");
    expect(evaluation?.promptVersions).toEqual([{ name: "answer", version: 2 }, ...answer]);
  });

  test("and of every prompt", async () => {
    const { prompts } = await told(beside());
    expect(prompts.map(({ name, versions }) => [name, versions.map(({ version }) => version)])).toEqual([
      ["answer", [3, 2, 1]],
      ["Sort", [1]],
      ["without versions", []],
    ]);
    await expectPrompts(beside());
  });
});

describeBesideMlflow(
  "beside an MLflow on the demo store, its traces and prompts",
  (database) => fillStore(database.url, Date.UTC(2026, 5, 30, 12)),
  (beside) => {
    test("are the same in the graph", async () => {
      const { traces, prompts } = await told(beside());
      expect(traces.length).toBeGreaterThan(30);
      expect(prompts.map(({ name }) => name)).toEqual(["support-answer", "support-triage"]);
      await expectTraces(beside());
      await expectPrompts(beside());
    });
  },
);

async function nothing(): Promise<void> {}
