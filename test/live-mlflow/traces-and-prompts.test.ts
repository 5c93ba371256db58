import { expect, test } from "@jest/globals";
import { fillStore } from "../../src/demo/fill-store.js";
import type { TestServer } from "../support/start-server.js";
import { describeBesideMlflow } from "./describe-beside-mlflow.js";
import { expectPrompts } from "./prompt-agreement.js";
import { expectTraces, readTraces } from "./trace-agreement.js";
import { told } from "./traces-and-prompts-told.js";

describeBesideMlflow("beside an MLflow that writes traces and prompts", nothing, (beside) => {
  test("the graph says the same of every trace", async () => {
    await beside().client.act("write traces and prompts");
    const { traces, tracesOfRuns } = await told(beside());
    expect(traces.map(({ state }) => state).sort()).toEqual(["ERROR", "OK", "OK", "OK", "OK"]);
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
    const answer = [{ name: "answer", version: 1 }];
    const links = assistant?.traces.nodes.map(({ name, run, promptVersions }) => [name, run?.name, promptVersions]);
    const inRun = ["answer question", "evaluation", answer];
    expect(links).toHaveLength(5);
    expect(links).toEqual(
      expect.arrayContaining([
        ["fails", "second review", []],
        ["bare", undefined, []],
        ["answer question", undefined, answer],
        inRun,
      ]),
    );
    expect(links?.filter(([, run]) => run === "evaluation")).toEqual([inRun, inRun]);
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

  test("whose searches find what MLflow finds", async () => {
    const filters = [
      "name LIKE '%s%'",
      "name ILIKE 'SO%'",
      "name = 'a model'",
      "name IN ('answer', 'Sort')",
      "tags.team = 'support'",
      "tags.team LIKE '%' AND name != 'answer'",
      "tags.`mlflow.prompt.is_prompt` = 'false'",
      "experiment_id = '1'",
      "experiment_id = '1' AND name = 'answer'",
      "experiment_id = '0'",
      "experiment_id = 'one'",
      "attribute.version = '1'",
    ];
    const expected = await beside().client.act<readonly unknown[]>("search prompts", { filters });
    expect(expected.map((found) => (found === "refused" ? found : (found as unknown[]).length))).toEqual([
      ...[2, 1, 0, 2, 1, 1, 0, 2, 1, 0, "refused", "refused"],
    ]);
    for (const [at, filterString] of filters.entries())
      expect([filterString, await foundByGraph(beside().gatehouse, filterString)]).toEqual([
        filterString,
        expected[at],
      ]);
  });
});

async function foundByGraph(server: TestServer, filterString: string): Promise<unknown> {
  const { data, errors } = await server.query<{ prompts: { nodes: { name: string }[] } | null }>(
    "query ($filterString: String!) { prompts(filterString: $filterString) { nodes { name } } }",
    { filterString },
  );
  if (errors?.every(({ extensions }) => extensions?.code === "INVALID")) return "refused";
  return data?.prompts?.nodes.map(({ name }) => name).sort();
}

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
