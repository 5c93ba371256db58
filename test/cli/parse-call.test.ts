import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { CommandError } from "../../src/cli/command.js";
import { parseCall } from "../../src/cli/parse-call.js";
import { serve } from "../../src/cli/serve.js";

describe("what was typed", () => {
  test("options are found in every spelling, repeated ones in order, single ones by their last value", () => {
    const call = parseCall(serve, ["-c", "a", "--store=x=1", "--config", "b", "--store", "y=2=3", "-p0"]);
    expect([call.option("config"), call.options("store"), call.option("port"), call.option("host")]).toEqual([
      "b",
      ["x=1", "y=2=3"],
      "0",
      undefined,
    ]);
    expect([call.has("store"), call.has("host"), call.operands]).toEqual([true, false, []]);
  });

  test("words outside of options go to a command that takes them", () => {
    const command = { ...serve, operands: "FILE" };
    expect(parseCall(command, ["a", "--port", "1", "--", "--b"]).operands).toEqual(["a", "--b"]);
  });

  test("no mistake repeats a value", () => {
    const secret = fc.stringMatching(/^zq[a-z0-9:/@=]{10,30}$/);
    const argument = fc.constantFrom<(s: string) => string[]>(
      (s) => [s],
      (s) => [`--store=${s}`, s],
      (s) => [`--tokn=${s}`],
      (s) => [`--help=${s}`, `-x${s}`],
      (s) => ["--nope", s],
      (s) => [`--postgresql://u:${s}`],
    );
    fc.assert(
      fc.property(secret, argument, (text, args) => {
        expect(mistakes([...args(text), "stray"])).not.toContain(text);
      }),
    );
  });
});

function mistakes(args: readonly string[]): string {
  try {
    parseCall(serve, args);
  } catch (error) {
    if (error instanceof CommandError && error.exitCode === 2) return error.message;
    throw error;
  }
  throw new Error("a mistake was expected");
}
