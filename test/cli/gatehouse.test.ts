import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "@jest/globals";
import { buildSchema } from "graphql";
import { commands } from "../../src/cli/commands.js";
import { gatehouse } from "./start-gatehouse-process.js";

const packageJson = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));

describe("help and version", () => {
  test("--help lists every command and every exit code on stdout", async () => {
    const { exitCode, stdout, stderr } = await gatehouse(["--help"]);
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("Usage: gatehouse COMMAND [OPTIONS]\n");
    for (const { name, summary } of commands)
      expect(stdout).toMatch(new RegExp(`^  ${name} +${summary.slice(0, 20)}`, "m"));
    expect([...stdout.matchAll(/^ {2}(\d+) /gm)].map(([, code]) => code)).toEqual(["0", "1", "2", "69", "73", "78"]);
  });

  test.each(commands.map((command) => [command.name, command] as const))(
    "%s --help names its options, whatever else is typed",
    async (name, command) => {
      const { exitCode, stdout, stderr } = await gatehouse([...name.split(" "), "--nope", "--help"]);
      expect([exitCode, stderr]).toEqual([0, ""]);
      expect(stdout).toContain(`Usage: gatehouse ${name} [OPTIONS]`);
      for (const option of command.options) expect(stdout).toContain(`--${option.name}`);
    },
  );

  test("help serve is the same as serve --help", async () => {
    expect(await gatehouse(["help", "serve"])).toEqual(await gatehouse(["serve", "-h"]));
  });

  test("no line of help is wider than 100 columns", async () => {
    const texts = await Promise.all([gatehouse(["--help"]), gatehouse(["serve", "--help"])]);
    const lines = texts.flatMap(({ stdout }) => stdout.split("\n"));
    expect(lines.filter((line) => line.length > 100)).toEqual([]);
  });

  test("--version is that of package.json", async () => {
    expect(await gatehouse(["--version"])).toEqual({ exitCode: 0, stdout: `${packageJson.version}\n`, stderr: "" });
  });
});

describe("a wrong command line ends with 2, an explanation on stderr and nothing on stdout", () => {
  const hint = "Run gatehouse serve --help for its options.\n";
  test.each<[string, string[], string]>([
    [
      "an unknown command",
      ["serv"],
      "gatehouse: there is no command serv; did you mean serve?\nRun gatehouse --help for the list.\n",
    ],
    [
      "a URL for a command",
      ["mysql://u:hunter2@h/db"],
      "gatehouse: there is no such command\nRun gatehouse --help for the list.\n",
    ],
    [
      "an option before the command",
      ["--port", "1", "serve"],
      "gatehouse: the command comes first: gatehouse serve --config FILE\n",
    ],
    [
      "help for what is not there",
      ["help", "nope"],
      "gatehouse: there is no command nope\nRun gatehouse --help for the list.\n",
    ],
    [
      "an unknown option",
      ["serve", "--prot", "1"],
      `gatehouse: there is no option --prot; did you mean --port?\nserve takes only options, and one word stands outside of them\n${hint}`,
    ],
    [
      "an option without its value",
      ["serve", "--config", "--port", "1"],
      `gatehouse: --config needs a value: --config FILE\nserve takes only options, and one word stands outside of them\n${hint}`,
    ],
    ["letters that are no options", ["serve", "-xhunter2"], `gatehouse: there is no option -x\n${hint}`],
    ["an empty value", ["serve", "--ready-file="], `gatehouse: --ready-file needs a value: --ready-file FILE\n${hint}`],
    [
      "a token",
      ["serve", "--token=hunter2"],
      `gatehouse: there is no option --token: other users can read a command line; set GATEHOUSE_TOKEN or give --token-file PATH\n${hint}`,
    ],
    [
      "a value for a switch",
      ["schema", "--help=yes"],
      "gatehouse: --help takes no value\nRun gatehouse schema --help for its options.\n",
    ],
  ])("%s", async (_title, args, stderr) => {
    expect(await gatehouse(args)).toEqual({ exitCode: 2, stdout: "", stderr });
  });

  test("nothing at all: the help, on stderr", async () => {
    const { stdout } = await gatehouse(["--help"]);
    expect(await gatehouse([])).toEqual({ exitCode: 2, stdout: "", stderr: stdout });
  });
});

describe("schema", () => {
  test("prints SDL that builds", async () => {
    const { exitCode, stdout, stderr } = await gatehouse(["schema"]);
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(stdout.endsWith("}\n")).toBe(true);
    expect(buildSchema(stdout).getQueryType()?.name).toBe("Query");
  });

  test("--federation prints what a supergraph is composed from", async () => {
    const { exitCode, stdout, stderr } = await gatehouse(["schema", "--federation"]);
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(
      /^extend schema @link\(url: "https:\/\/specs\.apollo\.dev\/federation\/v2\.\d+", import: \[.*"@key"/,
    );
    expect(stdout).toContain('type Store implements Node @key(fields: "id") @key(fields: "name") {');
    expect(stdout).not.toContain("_service");
  });

  test("into a pipe that is closed early is no error", async () => {
    const bin = fileURLToPath(new URL("../../dist/cli/gatehouse.js", import.meta.url));
    const child = spawn(process.execPath, [bin, "schema"], { stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.destroy();
    let stderr = "";
    child.stderr.on("data", (data) => {
      stderr += data;
    });
    const [exitCode] = await once(child, "close");
    expect([exitCode, stderr]).toEqual([0, ""]);
  });
});
