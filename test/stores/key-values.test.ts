import { beforeAll, expect, test } from "@jest/globals";
import { compareBytes } from "../../src/rules/bytes.js";
import {
  experimentTags,
  inputTags,
  type KeyValueRow,
  keyOrdering,
  latestMetrics,
  modelVersionTags,
  type OwnedTable,
  ownedRows,
  ownerKey,
  ownerKeyIn,
  registeredModelTags,
  runParams,
  runTags,
} from "../../src/stores/mlflow/key-values.js";
import type { SqlValue } from "../support/sql-runner.js";
import { describeEmptied, newestAndOldest, type StoreUnderTest } from "./describe-emptied.js";
import {
  experimentColumns,
  experimentRow,
  modelColumns,
  modelRow,
  runColumns,
  runRow,
  versionColumns,
  versionRow,
} from "./rows.js";

const all = { keys: null, first: 1_000, after: null };

/** Keys that differ under every collation of MLflow's tables. */
const keys = ["", "!", "%", "'quoted\"", "A", "\\back\\slash", "_", "b:c/d.e f", "zz", "ñ", "日本", "\u{FFFD}"];
/** Keys that MySQL's collations merge with one above or with each other; the other databases hold them beside it. */
const mergedKeys = [" ", "a", "A ", "á", "n", "\u{10000}", "\u{10FFFF}", "\u{1F989}"];

/** A table, its owners as keys and columns, and whether its value may be null. */
interface Subject {
  readonly table: OwnedTable<KeyValueRow>;
  readonly owners: readonly (readonly string[])[];
  readonly nullable: boolean;
}

const subjects: readonly Subject[] = [
  { table: runParams, owners: [["r1"], ["r2"]], nullable: false },
  { table: runTags, owners: [["r1"], ["r2"]], nullable: true },
  { table: experimentTags, owners: [["1"], ["2"]], nullable: true },
  { table: inputTags, owners: [["i1"], ["i2"]], nullable: false },
  {
    table: registeredModelTags,
    owners: [
      ["default", "m1"],
      ["default", "m/2"],
    ],
    nullable: true,
  },
  {
    table: modelVersionTags,
    owners: [
      ["default", "m1", "1"],
      ["default", "m1", "2"],
    ],
    nullable: true,
  },
];

describeEmptied("params and tags", newestAndOldest, (store) => {
  const listed = () => [...keys, ...(store().dialect === "mysql" ? [] : mergedKeys)].sort(compareBytes);

  beforeAll(async () => {
    await insertOwners(store());
    for (const { table, owners, nullable } of subjects) {
      const [first = [], second = []] = owners;
      const rows = listed().map((key, at) => tagColumns(store(), table, first, key, valueAt(at, nullable)));
      await store().database.insert(table.table, ...rows, tagColumns(store(), table, second, "A", "other"));
    }
  });

  const valueAt = (at: number, nullable: boolean) => (nullable && at === 3 ? null : `value ${at} ✓`);
  const rowsOf = (nullable: boolean) => listed().map((key, at) => ({ key, value: valueAt(at, nullable) }));

  test.each(subjects)("of $table.table are listed by key, byte by byte, whatever is in it", async (subject) => {
    const { table, owners, nullable } = subject;
    const [first = [], second = []] = owners;
    const { open } = store();
    const absent = first.map((part) => (/^\d+$/.test(part) ? "77" : `no ${part}`));
    const found = await ownedRows(open, table, [first, second, absent], all);
    expect(found).toEqual(
      new Map([
        [ownerKeyIn(open, table, first), rowsOf(nullable)],
        [ownerKeyIn(open, table, second), [{ key: "A", value: "other" }]],
      ]),
    );
  });

  test.each(subjects)("of $table.table are cut at one more than asked for and go on after each", async (subject) => {
    const {
      table,
      owners: [first = [], second = []],
      nullable,
    } = subject;
    const { open } = store();
    const rows = rowsOf(nullable);
    const owner = ownerKeyIn(open, table, first);
    const both = await ownedRows(open, table, [first, second], { ...all, first: 1 });
    expect(both.get(owner)).toEqual(rows.slice(0, 2));
    for (const [at, row] of rows.entries()) {
      const page = { ...all, first: 2, after: keyOrdering.place(row) };
      const rest = rows.slice(at + 1, at + 4);
      const found = await ownedRows(open, table, [first], page);
      expect(found).toEqual(rest.length === 0 ? new Map() : new Map([[owner, rest]]));
    }
  });

  test.each(subjects)("of $table.table are found by exact key, and none by one merely alike", async (subject) => {
    const {
      table,
      owners: [first = []],
      nullable,
    } = subject;
    const { open } = store();
    const wanted = rowsOf(nullable).filter((_, at) => at % 2 === 0);
    const alike = ["zZ", "zz ", "ZZ", "日", "b:c/d.e f\u{1F989}", "x".repeat(20_000)];
    const found = await ownedRows(open, table, [first], { ...all, keys: [...wanted.map(({ key }) => key), ...alike] });
    expect(found).toEqual(new Map([[ownerKeyIn(open, table, first), wanted]]));
    expect(await ownedRows(open, table, [first], { ...all, keys: alike })).toEqual(new Map());
    expect(await ownedRows(open, table, [first], { ...all, keys: [] })).toEqual(new Map());
  });

  test("with a NUL in the key asked for are none; PostgreSQL cannot even be asked", async () => {
    const { open, dialect } = store();
    const found = ownedRows(open, runParams, [["r1"]], { ...all, keys: ["A\u0000"] });
    if (dialect === "postgres")
      await expect(found).rejects.toMatchObject({ code: "INVALID", reason: "TEXT_NOT_STORABLE" });
    else expect(await found).toEqual(new Map());
  });

  test("of a model in another workspace are told apart", async () => {
    const { open, database, hasWorkspaces } = store();
    if (!hasWorkspaces) {
      expect(ownerKeyIn(open, registeredModelTags, ["anything", "m1"])).toBe("m1");
      return;
    }
    await database.insert("registered_models", { ...modelColumns(modelRow("m1")), workspace: "team" });
    await database.insert("registered_model_tags", { key: "A", value: "team's", name: "m1", workspace: "team" });
    const owners = [
      ["team", "m1"],
      ["default", "m1"],
    ];
    const found = await ownedRows(open, registeredModelTags, owners, { ...all, keys: ["A"] });
    expect(found.get(ownerKey(["team", "m1"]))).toEqual([{ key: "A", value: "team's" }]);
    expect(found.get(ownerKey(["default", "m1"]))).toEqual(rowsOf(true).filter(({ key }) => key === "A"));
  });
});

describeEmptied("latest metrics", newestAndOldest, (store) => {
  const row = (key: string, value: number, isNan: boolean, step: bigint, timestamp: bigint | null) => ({
    run_uuid: "r1",
    key,
    value,
    is_nan: isNan,
    step,
    timestamp,
  });

  test("keep NaN, infinities, 64-bit steps and a missing time", async () => {
    const { open, database, dialect } = store();
    await insertOwners(store());
    await database.insert(
      "latest_metrics",
      row("a", 0.1 + 0.2, false, 9_007_199_254_740_993n, 1n),
      row("b", 0, true, -(2n ** 63n), 2n ** 63n - 1n),
      row("c", Number.MAX_VALUE, false, 0n, null),
      row("d", -Number.MAX_VALUE, false, 0n, 0n),
      row("e", 5e-324, false, 0n, 0n),
      row("f", 0, false, 0n, -1n),
    );
    // Through SQL text, since drivers send it as an integer; the other two databases drop its sign when they store it.
    const holdsNegativeZero = dialect === "postgres";
    if (holdsNegativeZero) {
      await database.sql.script(
        `INSERT INTO latest_metrics (run_uuid, "key", value, is_nan, step) VALUES ('r1', 'g', '-0', false, 0)`,
      );
    }
    const found = await ownedRows(open, latestMetrics, [["r1"], ["r2"]], all);
    expect(found).toEqual(
      new Map([
        [
          "r1",
          [
            { key: "a", value: 0.30000000000000004, step: 9_007_199_254_740_993n, timestamp: 1n },
            { key: "b", value: "NaN", step: -(2n ** 63n), timestamp: 2n ** 63n - 1n },
            { key: "c", value: "Infinity", step: 0n, timestamp: null },
            { key: "d", value: "-Infinity", step: 0n, timestamp: 0n },
            { key: "e", value: 5e-324, step: 0n, timestamp: 0n },
            { key: "f", value: 0, step: 0n, timestamp: -1n },
            ...(holdsNegativeZero ? [{ key: "g", value: "-0", step: 0n, timestamp: null }] : []),
          ],
        ],
      ]),
    );
  });
});

async function insertOwners({ database }: StoreUnderTest): Promise<void> {
  await database.insert("experiments", ...["1", "2"].map((id) => experimentColumns(experimentRow(id))));
  await database.insert("runs", ...["r1", "r2"].map((id) => runColumns(runRow(id))));
  await database.insert("registered_models", ...["m1", "m/2"].map((name) => modelColumns(modelRow(name))));
  await database.insert("model_versions", ...[1, 2].map((version) => versionColumns(versionRow("m1", version))));
}

function tagColumns(
  { hasWorkspaces }: StoreUnderTest,
  { table, owner, keyColumn }: OwnedTable<KeyValueRow>,
  ownerOf: readonly string[],
  key: string,
  value: string | null,
): Record<string, SqlValue> {
  const columns: Record<string, SqlValue> = { [keyColumn]: key, value };
  for (const [at, column] of owner.entries()) {
    const part = ownerOf[at] ?? "";
    if (column === "workspace" && !hasWorkspaces) continue;
    columns[column] = column === "version" || column === "experiment_id" ? BigInt(part) : part;
  }
  if (table === "input_tags" && columns.input_uuid === undefined) throw new Error("an input tag needs its input");
  return columns;
}
