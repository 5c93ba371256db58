import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { doctorText } from "../../src/cli/doctor-text.js";
import { type DoctorReport, doctorReport } from "../../src/rules/doctor-report.js";
import { reportOf } from "../../src/rules/store-findings.js";
import { temporaryFolder } from "../config/temporary-folder.js";
import { exampleFacts } from "../rules/doctor-example.js";
import { fixtureStore } from "../support/fixtures.js";
import { gatehouse } from "./start-gatehouse-process.js";

const page = readFileSync(new URL("../../docs/doctor.md", import.meta.url), "utf8");
const folder = temporaryFolder();
const well = fixtureStore("sqlite");
const [first, last] = [fixtureStore("postgres"), fixtureStore("sqlite")];
const twoStores = {
  GATEHOUSE_STORE_FIRST_URL: first.url,
  GATEHOUSE_STORE_LAST_URL: last.url,
};
const secret = "p@ss'w/o\"r%d zq#1";
const down = `postgresql://me:${encodeURIComponent(secret)}@127.0.0.1:1/db`;
const example = doctorReport([reportOf(exampleFacts)]);

async function json(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<DoctorReport> {
  const { stdout, stderr } = await gatehouse(["doctor", "--json", ...args], env);
  expect(stderr).toBe("");
  return JSON.parse(stdout) as DoctorReport;
}

describe("docs/doctor.md", () => {
  test("shows the text of a store in use", () => {
    expect(blockOf("text")).toBe(doctorText(example));
  });

  test("shows its JSON", () => {
    expect(JSON.parse(blockOf("json"))).toEqual(JSON.parse(JSON.stringify(example)));
  });

  test("explains every finding that the rules can make", () => {
    const rules = ["store-findings", "connection-findings", "access-findings", "server-support"].map((name) =>
      readFileSync(new URL(`../../src/rules/${name}.ts`, import.meta.url), "utf8"),
    );
    const codes = new Set(
      rules.flatMap(
        (text) => text.match(/"[A-Z]+(?:_[A-Z]+)+"|"(?:SLOW|ROWS|REACHED|STANDBY|SUPERUSER|ENCODING)"/g) ?? [],
      ),
    );
    for (const mode of ["READ_ONLY", "READ_WRITE"]) codes.delete(`"${mode}"`);
    expect(codes.size).toBeGreaterThan(30);
    expect([...codes].filter((code) => !page.includes(`\`${code.slice(1, -1)}\``))).toEqual([]);
  });

  function blockOf(language: string): string {
    return new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(page)?.[1] ?? "";
  }
});

describe("gatehouse doctor", () => {
  test("needs no token, prints what it found, aligned and no wider than 100 columns, and ends with 0", async () => {
    const { exitCode, stdout, stderr } = await gatehouse(["doctor"], twoStores);
    expect([exitCode, stderr]).toEqual([0, ""]);
    const lines = stdout.split("\n");
    expect(lines.filter((line) => line.length > 100 || /\s$/.test(line))).toEqual([]);
    expect(lines.filter((line) => /^\S/.test(line))).toEqual([
      "Store first",
      "Store last",
      expect.stringMatching(/^2 stores: \d+ warnings?, \d+ notes?$/),
    ]);
    expect(
      lines.filter((line) => /^ {2}\w/.test(line) && !/^ {2}(ok|note|warning|problem) +[a-z]+ +\S/.test(line)),
    ).toEqual([]);
    expect(stdout).toContain("MLflow 3.17 (head dc11669786a5)");
  });

  test("--json has the same findings, in the shape that is documented", async () => {
    const report = await json([], twoStores);
    expect(report).toMatchObject({ version: 1, severity: "warning", stores: [{ name: "first" }, { name: "last" }] });
    for (const store of report.stores) expect(keysOf(store)).toEqual(keysOf(example.stores[0]));
  });

  test("--store chooses among the configured ones, with a URL it attaches one as serve does", async () => {
    const names = async (...args: string[]) => (await json(args, twoStores)).stores.map(({ name }) => name);
    expect(await names("--store", "last")).toEqual(["last"]);
    expect(await names("--store", "last", "--store", "first")).toEqual(["first", "last"]);
    expect(await names("--store", `third=${well.url}`)).toEqual(["third"]);
  });

  test("reads the config file that serve reads", async () => {
    const config = folder.write("gatehouse.yaml", `stores:\n  - {name: filed, url: "${well.url}"}\n`);
    expect((await json(["-c", config])).stores.map(({ name }) => name)).toEqual(["filed"]);
  });

  test("a store that is down is a problem: exit code 1, and the others are looked into all the same", async () => {
    const env = { ...twoStores, GATEHOUSE_STORE_DOWN_URL: down };
    const { exitCode, stdout, stderr } = await gatehouse(["doctor"], env);
    expect([exitCode, stderr]).toEqual([1, ""]);
    expect(stdout).toContain('Store down\n  problem  connection  Store "down" cannot be reached.\n');
    expect(stdout).toContain("Store first\n  ok       connection");
    const report = await json([], env);
    expect(report.stores.map(({ name, severity }) => [name, severity])).toEqual([
      ["down", "problem"],
      ["first", expect.stringMatching(/note|warning/)],
      ["last", expect.stringMatching(/note|warning/)],
    ]);
  });

  test.each([[[]], [["--json"]]])("shows no password, however it is written: %p", async (more) => {
    const password = folder.write("password", `${secret}\n`);
    const env = {
      GATEHOUSE_STORE_A_URL: down,
      GATEHOUSE_STORE_B_URL: "mysql://me@127.0.0.1:1/db",
      GATEHOUSE_STORE_B_PASSWORD: secret,
      GATEHOUSE_STORE_C_URL: new URL(first.url).href.replace(/\/\/[^@/]*@/, "//nobody_at_all@"),
      GATEHOUSE_STORE_C_PASSWORD_FILE: password,
      GATEHOUSE_STORE_D_URL: first.url,
      GATEHOUSE_STORE_D_DIRECT_URL: down,
    };
    const { exitCode, stdout, stderr } = await gatehouse(["doctor", ...more], env);
    expect(exitCode).toBe(1);
    for (const part of [secret, encodeURIComponent(secret), "zq#1", "zq%231"]) {
      expect(stdout).not.toContain(part);
      expect(stderr).not.toContain(part);
    }
  });
});

describe("a wrong call", () => {
  test("a store that is not configured ends with 2 and repeats no URL", async () => {
    const typo = await gatehouse(["doctor", "--store", "frist"], twoStores);
    expect(typo).toEqual({
      exitCode: 2,
      stdout: "",
      stderr:
        "gatehouse: --store: there is no store frist; did you mean first?\nRun gatehouse doctor --help for its options.\n",
    });
    const url = await gatehouse(["doctor", "--store", "postgresql://me:zq@h/db"], twoStores);
    expect([url.exitCode, url.stderr]).toEqual([
      2,
      "gatehouse: --store: there is no store of that name\nRun gatehouse doctor --help for its options.\n",
    ]);
  });

  test("no store at all ends with 78, a wrong token too although none is needed", async () => {
    const none = await gatehouse(["doctor"]);
    expect([none.exitCode, none.stdout]).toEqual([78, ""]);
    expect(none.stderr).toContain("stores: has no store");
    expect(none.stderr).not.toContain("token");
    const short = await gatehouse(["doctor"], { ...twoStores, GATEHOUSE_TOKEN: "short" });
    expect([short.exitCode, short.stderr]).toEqual([
      78,
      expect.stringContaining("GATEHOUSE_TOKEN: must have at least"),
    ]);
  });
});

/** Every key at every depth, lists by the keys of their first item; what may be null is left out. */
function keysOf(value: unknown, path = ""): string[] {
  if (Array.isArray(value)) return path.endsWith("findings") ? keysOf(value[0], `${path}[]`) : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const here = path === "" ? key : `${path}.${key}`;
    return here.startsWith("facts.") && here.split(".").length > 2 ? [] : [here, ...keysOf(item, here)];
  });
}
