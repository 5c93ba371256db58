import { expect, test } from "@jest/globals";
import { type MigrationFile, pendingMigrations, readMigration } from "../../src/rules/migration.js";

const text = `-- What it is for; with a semicolon.
-- compatible-since: 3

create table a (
  -- a note
  b text default ';'
);

create trigger t after insert on a begin
  delete from a;
  delete from b;
end;

insert into a values ('x; y');
`;

test("a file is taken apart into its statements, those of a trigger's body together", () => {
  const file = readMigration("0007_some_words", text);
  expect(file).toMatchObject({ version: 7, name: "0007_some_words", compatibleSince: 3 });
  expect(file.statements).toEqual([
    "create table a (\n  -- a note\n  b text default ';'\n)",
    "create trigger t after insert on a begin\n  delete from a;\n  delete from b;\nend",
    "insert into a values ('x; y')",
  ]);
});

test("its checksum tells every change but that of line ends", () => {
  const { checksum } = readMigration("0007_some_words", text);
  expect(checksum).toMatch(/^[0-9a-f]{64}$/);
  expect(readMigration("0007_some_words", text.replaceAll("\n", "\r\n"))).toEqual(
    readMigration("0007_some_words", text),
  );
  expect(readMigration("0007_some_words", `${text} `).checksum).not.toBe(checksum);
});

test.each([
  ["7_words", text],
  ["0007-words", text],
  ["0007_words", text.replace("compatible-since", "since")],
])("a file %s that breaks the rules is refused", (name, content) => {
  expect(() => readMigration(name, content)).toThrow(name);
});

const file = (version: number, checksum = `sum-${version}`): MigrationFile => ({
  version,
  name: `000${version}_words`,
  checksum,
  compatibleSince: 1,
  statements: [],
});
const pending = (files: MigrationFile[], applied: MigrationFile[]) =>
  pendingMigrations("main", files, applied).map(({ version }) => version);

test("pending is what comes after what was applied", () => {
  expect(pending([file(1), file(2), file(3)], [])).toEqual([1, 2, 3]);
  expect(pending([file(1), file(2), file(3)], [file(1)])).toEqual([2, 3]);
  expect(pending([file(1), file(2)], [file(1), file(2)])).toEqual([]);
  expect(pending([file(1)], [file(1), file(2), file(3)])).toEqual([]);
});

test("a file that is not the one applied is an error, and so is one that was skipped", () => {
  const refused = (files: MigrationFile[], applied: MigrationFile[], reason: string) =>
    expect(() => pending(files, applied)).toThrow(expect.objectContaining({ code: "CONFLICT", reason }));
  refused([file(1, "other"), file(2)], [file(1)], "MIGRATION_CHANGED");
  refused([file(1), file(2)], [file(2)], "MIGRATION_SKIPPED");
  refused([file(1), file(2)], [file(1), file(3)], "MIGRATION_SKIPPED");
});
