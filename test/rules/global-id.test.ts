import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { formatGlobalId, type NodeType, parseGlobalId } from "../../src/rules/global-id.js";
import { anyString, anyText, check } from "./arbitraries.js";
import { failureOf } from "./fails-with.js";

const keyLengths: Readonly<Record<NodeType, number>> = {
  Store: 0,
  Workspace: 1,
  Experiment: 1,
  Run: 1,
  Dataset: 3,
  RegisteredModel: 3,
  ModelVersion: 4,
  LoggedModel: 1,
  Trace: 1,
  Prompt: 3,
  PromptVersion: 4,
};

const storeName = fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,62}$/);
const globalId = fc.constantFrom(...(Object.keys(keyLengths) as NodeType[])).chain((type) =>
  fc.record({
    store: storeName,
    type: fc.constant(type),
    key: fc.array(anyText, { minLength: keyLengths[type], maxLength: keyLengths[type] }),
  }),
);

const encode = (text: string) => Buffer.from(text).toString("base64url");

describe("a global id", () => {
  test("gives back store, type and key, whatever Unicode the key holds", () => {
    check(
      fc.property(globalId, (id) => {
        expect(parseGlobalId(formatGlobalId(id.store, id.type, ...id.key))).toEqual(id);
      }),
    );
  });

  test("is one spelling for one object: different objects never share one", () => {
    check(
      fc.property(globalId, globalId, (a, b) => {
        const isSame = JSON.stringify(a) === JSON.stringify(b);
        expect(formatGlobalId(a.store, a.type, ...a.key) === formatGlobalId(b.store, b.type, ...b.key)).toBe(isSame);
      }),
    );
  });

  test.each([
    ["a dataset's name of 500 characters and digest of 36", "Dataset", [String(2n ** 63n - 1n), 500, 36]],
    ["a model's name of 256 characters and workspace of 63", "RegisteredModel", [63, 256, "1767225600000"]],
    ["a version of such a model", "ModelVersion", [63, 256, "1767225600000", "2147483647"]],
    ["a run id of 32 characters", "Run", [32]],
  ] as const)("holds the longest keys of MLflow's columns: %s", (_, type, parts) => {
    const key = parts.map((part) => (typeof part === "number" ? "\u{1f600}".repeat(part) : part));
    const store = "s".repeat(63);
    expect(parseGlobalId(formatGlobalId(store, type, ...key))).toEqual({ store, type, key });
  });

  test("with any one character changed is refused, or is the id of another object and spelled as that", () => {
    const characters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/ .\u00e9"];
    check(
      fc.property(globalId, fc.nat(), fc.constantFrom(...characters), (of, at, character) => {
        const id = formatGlobalId(of.store, of.type, ...of.key);
        const changed = id.slice(0, at % id.length) + character + id.slice((at % id.length) + 1);
        fc.pre(changed !== id);
        const failure = failureOf(() => parseGlobalId(changed));
        if (failure === "nothing") {
          const { store, type, key } = parseGlobalId(changed);
          expect(formatGlobalId(store, type, ...key)).toBe(changed);
        } else expect(failure).toBe("INVALID MALFORMED_ID");
      }),
    );
  });

  test("that is any text at all is refused", () => {
    check(
      fc.property(anyString, (text) => {
        expect(failureOf(() => parseGlobalId(text))).toBe("INVALID MALFORMED_ID");
      }),
    );
  });

  test.each([
    ["nothing", ""],
    ["MLflow's own id", "5f2b3c4d5e6f47188990a1b2c3d4e5f6"],
    ["only a store", encode("main")],
    ["an unknown type", encode("main:Metric:a")],
    ["a type in other letters", encode("main:run:a")],
    ["a type that every JavaScript object has", encode("main:constructor:a")],
    ["a part too few", encode("main:Run")],
    ["a part too many", encode("main:Run:a:b")],
    ["a part for a store", encode("main:Store:a")],
    ["a part that need not be escaped and is", encode("main:Run:%61")],
    ["a part that must be escaped and is not", encode("main:Run:a b")],
    ["an escape in small letters", encode("main:Workspace:%c3%a9")],
    ["half an escape", encode("main:Run:%")],
    ["an escape that is no UTF-8", encode("main:Run:%FF")],
    ["an escaped surrogate", encode("main:Run:%ED%A0%80")],
    ["bytes that are no UTF-8", Buffer.from("main:Run:\xff", "latin1").toString("base64url")],
    ["padding", `${encode("main:Run:a")}=`],
    ["standard base64", Buffer.from("main:Run:~~~???").toString("base64")],
    ["a line break behind it", `${encode("main:Run:a")}\n`],
    ["more than an id can be", encode(`main:Run:${"a".repeat(100_000)}`)],
  ])("is refused when it is %s", (_, id) => {
    expect(failureOf(() => parseGlobalId(id))).toBe("INVALID MALFORMED_ID");
  });
});
