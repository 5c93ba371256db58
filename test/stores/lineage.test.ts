import { beforeAll, expect, test } from "@jest/globals";
import { type EachWay, eachWay, type LineageEdge, type LineageRef, lineageRef } from "../../src/rules/lineage.js";
import type { Scope } from "../../src/rules/scope.js";
import { lineageEdges, mergeEdges } from "../../src/stores/mlflow/lineage.js";
import type { SqlValue } from "../support/sql-runner.js";
import { describeEmptied } from "./describe-emptied.js";
import { inputColumns, loggedModelColumns } from "./lineage-rows.js";
import { scope } from "./opened-store.js";
import {
  datasetColumns,
  datasetRow,
  experimentColumns,
  experimentRow,
  modelColumns,
  modelRow,
  runColumns,
  runRow,
  versionColumns,
  versionRow,
} from "./rows.js";

const page = { limit: 100, rowsMax: 1_000 };
const modelId = (at: number) => `m-${String(at).padStart(32, "0")}`;

const dataset = (id: string): LineageRef => lineageRef("DATASET", id);
const run = (id: string): LineageRef => lineageRef("RUN", id);
const model = (at: number): LineageRef => lineageRef("LOGGED_MODEL", modelId(at));
const version = (name: string, number: number): LineageRef =>
  lineageRef("MODEL_VERSION", "default", name, String(number));
const alias = (name: string, word: string, number: number): LineageRef =>
  lineageRef("ALIAS", "default", name, word, String(number));

function edge(from: LineageRef, kind: LineageEdge["kind"], to: LineageRef, context: string | null = null): LineageEdge {
  return { from, to, kind, context };
}

/** Edges that every schema has. */
const everywhere = [
  edge(dataset("d1"), "READ_BY", run("r1"), "training"),
  edge(dataset("d1"), "READ_BY", run("r2"), "eval"),
  edge(dataset("d2"), "READ_BY", run("r2")),
  edge(dataset("d1"), "READ_BY", run("purged")),
  edge(dataset("no such dataset"), "READ_BY", run("r1")),
  edge(run("r1"), "REGISTERED_AS", version("iris", 1)),
  edge(run("purged"), "REGISTERED_AS", version("iris", 2)),
  edge(model(1), "REGISTERED_AS", version("iris", 1)),
  edge(model(9), "REGISTERED_AS", version("iris", 2)),
  edge(version("iris", 1), "REGISTERED_AS", version("copy", 1)),
  edge(version("iris", 7), "REGISTERED_AS", version("copy", 2)),
  edge(version("iris", 1), "KNOWN_AS", alias("iris", "champion", 1)),
  edge(version("iris", 1), "KNOWN_AS", alias("iris", "Champion", 1)),
  edge(version("iris", 7), "KNOWN_AS", alias("iris", "dangling", 7)),
];

/** Edges that came with logged models. */
const since3 = [
  edge(run("r1"), "PRODUCED", model(1)),
  edge(run("r2"), "PRODUCED", model(2)),
  edge(run("purged"), "PRODUCED", model(3)),
  edge(run("r1"), "PRODUCED", model(9)),
  edge(model(1), "USED_BY", run("r2")),
  edge(model(1), "USED_BY", run("r1")),
];

describeEmptied("edges of lineage", ["3.17.2", "3.9.0", "2.22.0"], (store) => {
  const hasModels = () => store().version !== "2.22.0";
  const edges = () => [...everywhere, ...(hasModels() ? since3 : [])];

  beforeAll(async () => {
    const { database } = store();
    await database.insert("experiments", experimentColumns(experimentRow("1")));
    await database.insert("runs", ...[runRow("r1"), runRow("r2", { lifecycleStage: "DELETED" })].map(runColumns));
    await database.insert(
      "datasets",
      ...["d1", "d2"].map((id) => datasetColumns(datasetRow("1", id, "x", { mlflowId: id }))),
    );
    const inputs = [
      ...everywhere.filter(({ kind }) => kind === "READ_BY").map((one) => ["DATASET", "RUN", one] as const),
      ["DATASET", "MODEL_INPUT", edge(dataset("d1"), "READ_BY", run("odd"))] as const,
    ];
    await database.insert(
      "inputs",
      ...inputs.map(([source, destination, { from, to }], at) =>
        inputColumns(`i${at}`, [source, from.key[0] ?? ""], [destination, to.key[0] ?? ""]),
      ),
    );
    await database.insert(
      "input_tags",
      ...([
        ["i0", "mlflow.data.context", "training"],
        ["i0", "other", "x"],
        ["i1", "mlflow.data.context", "eval"],
      ].map(([input_uuid, name, value]) => ({ input_uuid, name, value })) as Record<string, SqlValue>[]),
    );
    await insertRegistry();
    if (hasModels()) await insertModels();
  });

  async function insertRegistry(): Promise<void> {
    const { database } = store();
    await database.insert(
      "registered_models",
      ...["iris", "copy", "prompt"].map((name) => modelColumns(modelRow(name))),
    );
    await database.insert("registered_model_tags", { name: "prompt", key: "mlflow.prompt.is_prompt", value: "true" });
    const gone = { ...versionColumns(versionRow("iris", 3, { runId: "r1" })), current_stage: "Deleted_Internal" };
    await database.insert(
      "model_versions",
      ...[
        versionRow("iris", 1, { runId: "r1", source: `models:/${modelId(1)}` }),
        versionRow("iris", 2, { runId: "purged", source: `models:/${modelId(9)}` }),
        versionRow("copy", 1, { source: "models:/iris/1" }),
        versionRow("copy", 2, { runId: "", source: "models:/iris/7" }),
        versionRow("copy", 3, { source: "models:/iris@champion" }),
        versionRow("prompt", 1, { runId: "r1", source: "models:/iris/1" }),
      ].map(versionColumns),
      gone,
    );
    await database.insert(
      "registered_model_aliases",
      { name: "iris", alias: "champion", version: 1 },
      // MariaDB takes these two for one.
      ...(store().dialect === "mysql" ? [] : [{ name: "iris", alias: "Champion", version: 1 }]),
      { name: "iris", alias: "dangling", version: 7 },
    );
  }

  async function insertModels(): Promise<void> {
    const { database } = store();
    await database.insert(
      "logged_models",
      loggedModelColumns(modelId(1), "r1"),
      loggedModelColumns(modelId(2), "r2"),
      loggedModelColumns(modelId(3), "purged", "deleted"),
      loggedModelColumns(modelId(4), null),
    );
    await database.insert(
      "inputs",
      // Model 1 is both in its own row and here, model 9 here only, models 2 and 3 in their rows only.
      inputColumns("o1", ["RUN_OUTPUT", "r1"], ["MODEL_OUTPUT", modelId(1)]),
      inputColumns("o9", ["RUN_OUTPUT", "r1"], ["MODEL_OUTPUT", modelId(9)]),
      inputColumns("u1", ["RUN_INPUT", "r2"], ["MODEL_INPUT", modelId(1)]),
      inputColumns("u2", ["RUN_INPUT", "r1"], ["MODEL_INPUT", modelId(1)]),
    );
  }

  async function ask(wanted: EachWay<readonly LineageRef[]>, within = page) {
    const { open } = store();
    const found = await lineageEdges(open, scope, wanted, within);
    const repeated = await lineageEdges(open, scope, wanted, within, "repetitions");
    const none = { edges: [], isCut: false };
    return eachWay((way) =>
      wanted[way].flatMap(
        ({ text }) => mergeEdges(way, found[way].get(text) ?? none, repeated[way].get(text) ?? none, within).edges,
      ),
    );
  }

  const textOf = ({ from, kind, to, context }: LineageEdge) => [from.text, kind, to.text, context].join(" ");
  const sorted = (some: readonly LineageEdge[]) => some.map(textOf).sort();
  const stored = () =>
    edges().filter(({ to }) => store().dialect !== "mysql" || to.text !== alias("iris", "Champion", 1).text);
  const ends = () => [
    ...new Map(
      stored()
        .flatMap(({ from, to }) => [from, to])
        .map((ref) => [ref.text, ref]),
    ).values(),
  ];

  test("are found from both ends, those to what is not there too, those of prompts and deleted versions not", async () => {
    const { upstream, downstream } = await ask({ upstream: ends(), downstream: ends() });
    expect(sorted(downstream)).toEqual(sorted(stored()));
    // Nothing leads up from an alias, nor from a version that is not there.
    const known = stored().filter(({ to }) => to.kind !== "ALIAS");
    expect(sorted(upstream)).toEqual(sorted(known));
  });

  test("are found from one node alone as from many", async () => {
    for (const ref of ends()) {
      const { upstream, downstream } = await ask({ upstream: [ref], downstream: [ref] });
      const own = (end: "from" | "to") => stored().filter((one) => one[end].text === ref.text);
      expect(sorted(downstream)).toEqual(sorted(own("from")));
      expect(sorted(upstream)).toEqual(sorted(ref.kind === "ALIAS" ? [] : own("to")));
    }
  });

  test("are not those of an id that differs in case", async () => {
    const others = [dataset("D1"), run("R1"), version("Iris", 1), lineageRef("LOGGED_MODEL", modelId(1).toUpperCase())];
    expect(await ask({ upstream: others, downstream: others })).toEqual({ upstream: [], downstream: [] });
  });

  test("come in the same order and to the same limit each time", async () => {
    const wanted = { upstream: [], downstream: [dataset("d1"), run("r1"), version("iris", 1)] };
    const all = (await ask(wanted)).downstream;
    for (const limit of [1, 2]) {
      const some = (await ask(wanted, { ...page, limit })).downstream;
      expect(some).toEqual(
        wanted.downstream.flatMap((ref) =>
          all.filter(({ from }) => from === ref || from.text === ref.text).slice(0, limit),
        ),
      );
      expect((await ask(wanted, { ...page, limit })).downstream).toEqual(some);
    }
  });

  test("that lead where the viewer may not see take no place among the first", async () => {
    const { database, open } = store();
    await database.insert("experiments", experimentColumns(experimentRow("2")));
    const hidden = Array.from({ length: 5 }, (_, at) => `h${at}`);
    await database.insert(
      "runs",
      ...hidden.map((id) => runColumns(runRow(id, { experimentId: "2" }))),
      runColumns(runRow("z1")),
    );
    await database.insert("datasets", datasetColumns(datasetRow("1", "busy", "x", { mlflowId: "busy" })));
    await database.insert(
      "inputs",
      ...[...hidden, "z1", "gone"].map((id) => inputColumns(`busy-${id}`, ["DATASET", "busy"], ["RUN", id])),
    );
    const own = { kind: "EXPERIMENT", workspace: "default", id: "1" } as const;
    const some: Scope = { sees: "some", allowed: [own], denied: [], within: [{ kind: "STORE" }] };
    const wanted = { upstream: [], downstream: [dataset("busy")] };
    const found = await lineageEdges(open, some, wanted, { limit: 2, rowsMax: 2 });
    expect([...found.downstream.values()]).toEqual([
      { edges: [edge(dataset("busy"), "READ_BY", run("z1"))], isCut: false },
    ]);
  });

  test("that were kept back are said to have been", async () => {
    const wanted = { upstream: [], downstream: [dataset("d1"), dataset("d2")] };
    const found = await lineageEdges(store().open, scope, wanted, { limit: 100, rowsMax: 2 });
    expect([...found.downstream.values()].map(({ isCut }) => isCut)).toEqual([true, true]);
    const whole = await lineageEdges(store().open, scope, wanted, { limit: 100, rowsMax: 4 });
    expect([...whole.downstream.values()].map(({ isCut }) => isCut)).toEqual([false, false]);
  });
});
