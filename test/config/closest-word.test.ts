import { describe, expect, test } from "@jest/globals";
import { closestWord } from "../../src/config/closest-word.js";

const words = ["host", "port", "token", "tokenFile", "corsOrigins", "poolSizeMax"];

describe("the word that was probably meant", () => {
  test.each([
    ["prot", "port"],
    ["prt", "port"],
    ["token_file", "tokenFile"],
    ["CORS-ORIGINS", "corsOrigins"],
    ["poolSize", "poolSizeMax"],
    ["tokne", "token"],
    ["hosts", "host"],
  ])("%s is %s", (written, meant) => {
    expect(closestWord(written, words)).toBe(meant);
  });

  test.each(["", "database", "x", "owner", "p".repeat(10_000)])("nothing is near %.10s", (written) => {
    expect(closestWord(written, words)).toBeNull();
  });
});
