import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "@jest/globals";
import { repositoryRoot } from "../support/run-environment.js";
import { readme } from "./blocks.js";

const documents = [
  "README.md",
  ...readdirSync(join(repositoryRoot, "docs"), { recursive: true }).map((name) => `docs/${name}`),
];

test.each(documents.filter((path) => path.endsWith(".md")))(
  "every link within the repository in %s leads somewhere",
  (path) => {
    const links = [...readFileSync(join(repositoryRoot, path), "utf8").matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)];
    const missing = links
      .map(([, link = ""]) => link)
      .filter((link) => !existsSync(join(repositoryRoot, dirname(path), link)));
    expect(missing).toEqual([]);
  },
);

test("every npm script that the README names is there", () => {
  const { scripts } = JSON.parse(readFileSync(join(repositoryRoot, "package.json"), "utf8")) as { scripts: object };
  const named = [...readme.matchAll(/(?:^|`)npm (?:run )?(\w+)/gm)].map(([, name = ""]) => name);
  expect(named.length).toBeGreaterThan(3);
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});

test("every folder that the README's table names is there", () => {
  const folders = [...readme.matchAll(/^\| (`[^|]+`) \|/gm)].flatMap(
    ([, cell = ""]) => cell.match(/`[\w/-]+\/`/g) ?? [],
  );
  expect(folders.length).toBeGreaterThan(8);
  expect(folders.filter((folder) => !existsSync(join(repositoryRoot, folder.slice(1, -1))))).toEqual([]);
});
