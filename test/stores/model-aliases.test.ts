import { beforeAll, expect, test } from "@jest/globals";
import { aliasesOfModels, aliasesOfVersions, type ModelAliasRow } from "../../src/stores/mlflow/model-aliases.js";
import { versionKey } from "../../src/stores/mlflow/model-versions.js";
import { modelKey } from "../../src/stores/mlflow/registered-models.js";
import { describeEmptied, newestAndOldest } from "./describe-emptied.js";
import { scope } from "./opened-store.js";
import { modelColumns, modelRow, versionColumns, versionRow } from "./rows.js";

const all = { first: 100, after: null };
const [iris, other] = [modelRow("Iris ✓"), modelRow("other")];
const alias = (name: string, version: number, model = iris): ModelAliasRow => ({
  store: "main",
  workspace: model.workspace,
  name: model.name,
  alias: name,
  version,
});
const longest = alias("\u{10FFFF}".repeat(255), 1);
const ofIris = [alias("Z", 1), alias("absent", 77), alias("champion", 1), alias("naïve", 2), longest];
const ofOther = [alias("champion", 1, other)];

describeEmptied("aliases", newestAndOldest, (store) => {
  beforeAll(async () => {
    const { database } = store();
    await database.insert("registered_models", ...[iris, other].map(modelColumns));
    const versions = [versionRow(iris.name, 1), versionRow(iris.name, 2), versionRow(other.name, 1)];
    await database.insert("model_versions", ...versions.map(versionColumns));
    await database.insert(
      "registered_model_aliases",
      ...[...ofIris, ...ofOther].map(({ name, alias: text, version }) => ({ name, alias: text, version })),
    );
  });

  test("of a model are listed by name, byte by byte, those that point at no version too, and go on after each", async () => {
    const { open } = store();
    expect(await aliasesOfModels(open, scope, [iris], all)).toEqual(new Map([[modelKey(iris), ofIris]]));
    for (const [at, row] of ofIris.entries()) {
      const found = await aliasesOfModels(open, scope, [iris], { first: 1, after: [row.alias] });
      const rest = ofIris.slice(at + 1, at + 3);
      expect(found).toEqual(rest.length === 0 ? new Map() : new Map([[modelKey(iris), rest]]));
    }
  });

  test("of several models are cut at one more than asked for in each; those merely alike have none", async () => {
    const { open } = store();
    const keys = [iris, other, modelRow("iris ✓"), modelRow("absent")];
    expect(await aliasesOfModels(open, scope, keys, { first: 1, after: null })).toEqual(
      new Map([[modelKey(iris), ofIris.slice(0, 2)], [modelKey(other), ofOther]]),
    );
  });

  test("of versions are those that point at them", async () => {
    const { open } = store();
    const key = (version: number, model = iris) => ({ ...model, version });
    const toFirst = [ofIris[0], ofIris[2], longest];
    expect(await aliasesOfVersions(open, scope, [key(1)], all)).toEqual(new Map([[versionKey(key(1)), toFirst]]));
    const keys = [key(1), key(2), key(3), key(1, other), key(1, modelRow("OTHER"))];
    expect(await aliasesOfVersions(open, scope, keys, { first: 1, after: null })).toEqual(
      new Map([
        [versionKey(key(1)), toFirst.slice(0, 2)],
        [versionKey(key(2)), [ofIris[3]]],
        [versionKey(key(1, other)), ofOther],
      ]),
    );
    const after = { first: 9, after: ["Z"] };
    expect(await aliasesOfVersions(open, scope, [key(1)], after)).toEqual(
      new Map([[versionKey(key(1)), toFirst.slice(1)]]),
    );
  });

  test("of a model in another workspace are told apart", async () => {
    const { open, database, hasWorkspaces } = store();
    const twin = { ...other, workspace: "team" };
    if (!hasWorkspaces) {
      expect(await aliasesOfModels(open, scope, [twin], all)).toEqual(new Map());
      return;
    }
    await database.insert("registered_models", { ...modelColumns(twin), workspace: "team" });
    await database.insert("registered_model_aliases", { name: "other", alias: "prod", version: 1, workspace: "team" });
    const row = { ...alias("prod", 1, other), workspace: "team" };
    expect(await aliasesOfModels(open, scope, [twin, other], all)).toEqual(
      new Map([[modelKey(other), ofOther], [modelKey(twin), [row]]]),
    );
    expect(await aliasesOfVersions(open, scope, [{ ...twin, version: 1 }], all)).toEqual(
      new Map([[versionKey(row), [row]]]),
    );
  });
});
