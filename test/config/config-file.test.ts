// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the YAML under test holds such placeholders.
import { relative } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { loadConfig } from "../../src/config.js";
import { errorOf, token } from "./problems-of.js";
import { temporaryFolder } from "./temporary-folder.js";

const folder = temporaryFolder();
const yaml = (text: string) => folder.write("gatehouse.yaml", text);
const minimal = `token: ${token}\nstores:\n  - {name: dev, url: "sqlite:/data/mlflow.db"}\n`;
const messageOf = (text: string, env = {}) => errorOf(() => loadConfig({ config: yaml(text) }, env)).message;

describe("the config file", () => {
  test("is named by --config, or else by GATEHOUSE_CONFIG", () => {
    const config = yaml(`${minimal}port: 1\n`);
    const other = folder.write("other.yaml", `${minimal}port: 2\n`);
    expect(loadConfig({}, { GATEHOUSE_CONFIG: other }).port).toBe(2);
    expect(loadConfig({ config }, { GATEHOUSE_CONFIG: other }).port).toBe(1);
  });

  test("that cannot be read is named with whoever named it", () => {
    const path = `${folder.path}/none.yaml`;
    expect(errorOf(() => loadConfig({ config: path }, {})).message).toMatch(
      `the configuration has one problem\n  --config: names ${path}, which cannot be read: there is no such file;`,
    );
    expect(errorOf(() => loadConfig({}, { GATEHOUSE_CONFIG: folder.path })).message).toBe(
      `the configuration has one problem\n  GATEHOUSE_CONFIG: names ${folder.path}, which cannot be read: it is a folder; name a file in it`,
    );
  });

  test("that is empty is a configuration without keys", () => {
    expect(errorOf(() => loadConfig({ config: yaml("# nothing\n") }, {})).problems.map(({ key }) => key)).toEqual([
      "token",
      "stores",
    ]);
  });

  test("with wrong values gives their lines and columns", () => {
    const text = `token: ${token}\nprot: 1\nlimits:\n  idsMax: x\nstores:\n  - name: a\n    url: nope\n  - name: b\n`;
    expect(
      errorOf(() => loadConfig({ config: yaml(text) }, {})).problems.map(({ key, location }) => [key, location]),
    ).toEqual([
      ["prot", "gatehouse.yaml:2:1"],
      ["limits.idsMax", "gatehouse.yaml:4:3"],
      ["stores[0].url", "gatehouse.yaml:7:5"],
      ["stores[1].url", "gatehouse.yaml:8:5"],
    ]);
  });

  test.each([
    [
      "a tab",
      "limits:\n\tidsMax: 1\n",
      "gatehouse.yaml (gatehouse.yaml:2:1): is not valid YAML: indent with spaces, not with tabs (TAB_AS_INDENT)",
    ],
    [
      "a key twice",
      "port: 1\nport: 2\n",
      "gatehouse.yaml (gatehouse.yaml:2:1): is not valid YAML: this key is there twice: keep one (DUPLICATE_KEY)",
    ],
    [
      "an open quote",
      'host: "a\nport: 1\n',
      "gatehouse.yaml (gatehouse.yaml:3:1): is not valid YAML: a quote, bracket, comma or colon is missing (MISSING_CHAR)",
    ],
    [
      "a second document",
      "port: 1\n---\nport: 2\n",
      "gatehouse.yaml (gatehouse.yaml:2:1): is not valid YAML: a second document starts here: keep one (MULTIPLE_DOCS)",
    ],
    [
      "an asterisk",
      "token: *hunter2hunter2hunter2\n",
      "gatehouse.yaml: has a value that starts with * and names no anchor: put such a value in quotes",
    ],
    [
      "an exclamation mark",
      "token: !hunter2hunter2hunter2\n",
      "gatehouse.yaml (gatehouse.yaml:1:8): is not valid YAML: a value that starts with ! must be in quotes (TAG_RESOLVE_FAILED)",
    ],
    ["a list at the top", "- port: 1\n", "gatehouse.yaml: must be a mapping of keys to values, such as `port: 4000`"],
    ["text at the top", "port 1\n", "gatehouse.yaml: must be a mapping of keys to values, such as `port: 4000`"],
  ])("with %s says what is wrong", (_title, text, problem) => {
    expect(messageOf(text)).toContain(`\n  ${problem}`);
  });

  test("cannot make the process unfold aliases without end", () => {
    const lines = [
      "a: &a [x,x,x,x,x,x,x,x,x]",
      ..."bcdefgh".split("").map((name, index) => `${name}: &${name} [${`*${"abcdefgh"[index]},`.repeat(9)}]`),
    ];
    expect(messageOf(lines.join("\n"))).toContain("put such a value in quotes");
  });
});

describe("relative paths", () => {
  test("in the file start at its folder, in variables and flags at the working directory", () => {
    folder.write("token", `${token}-of-the-file\n`);
    const config = yaml("tokenFile: token\nstores:\n  - {name: dev, url: 'sqlite:///mlflow.db'}\n");
    const here = relative(process.cwd(), folder.path);
    const env = { GATEHOUSE_STORE_OTHER_URL: `sqlite:///${here}/other.db` };
    const loaded = loadConfig({ config, stores: [`third=sqlite:${here}/third.db`] }, env);
    expect(loaded.token).toBe(`${token}-of-the-file`);
    expect(loaded.stores.map(({ url }) => url)).toEqual(
      ["mlflow.db", "other.db", "third.db"].map((name) => `sqlite:${folder.path}/${name}`),
    );
    expect(loadConfig({ config, tokenFile: `${here}/token` }, {}).token).toBe(`${token}-of-the-file`);
  });
});

describe("variables in the file", () => {
  const load = (text: string, env: Record<string, string> = {}) => loadConfig({ config: yaml(minimal + text) }, env);

  test("are filled in, with a default for one that is not set or empty", () => {
    const config = load("port: ${P}\nhost: ${H:-localhost}\nlogLevel: ${L:-warn}\n", { P: "8080", L: "" });
    expect([config.port, config.host, config.logLevel]).toEqual([8080, "localhost", "warn"]);
  });

  test("can stand amid other text, more than once", () => {
    const config = load("corsOrigins: ['https://${A}.${B:-example}']\n", { A: "app" });
    expect(config.corsOrigins).toEqual(["https://app.example"]);
  });

  test("never add keys", () => {
    const text = "host: ${H}\n";
    expect(errorOf(() => load(text, { H: "a\nport: 1" })).problems.map(({ key }) => key)).toEqual(["host"]);
  });

  test("are left alone behind two dollar signs, and so is a dollar sign alone", () => {
    const config = loadConfig(
      { config: yaml("token: $a-$${TOKEN}-0123456789\nstores: [{name: dev, url: 'sqlite:/x.db'}]\n") },
      { TOKEN: "x" },
    );
    expect(config.token).toBe("$a-${TOKEN}-0123456789");
  });

  test("that are not set are named, with the key and its place", () => {
    expect(errorOf(() => load("port: ${NOT_SET}\n")).message).toBe(
      "the configuration has one problem\n  port (gatehouse.yaml:4:1): needs the variable NOT_SET, which is not set; set it, or write ${NOT_SET:-default}",
    );
    expect(errorOf(() => load("corsOrigins: ['${NOT_SET}']\n")).problems.map(({ key }) => key)).toEqual([
      "corsOrigins",
    ]);
  });

  test("that are not set do not matter when a flag or a variable goes before them", () => {
    expect(load("port: ${NOT_SET}\n", { GATEHOUSE_PORT: "5" }).port).toBe(5);
  });

  test("that are written wrongly are explained", () => {
    expect(errorOf(() => load("host: 'a${b'\n")).problems[0]?.message).toBe(
      "has a ${ that is not ${NAME} or ${NAME:-default}; write $${ for a plain ${",
    );
  });
});

test("no problem repeats a path that could be a misplaced password", () => {
  const error = errorOf(() => loadConfig({ config: "postgresql://me:hunter2@h/db" }, {}));
  expect(error.message).toContain("--config: names a file that cannot be read: there is no such file");
  expect(error.message).not.toContain("hunter2");
});
