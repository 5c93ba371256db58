import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { linkedPrompts, linkedPromptsMax } from "../../src/rules/linked-prompts.js";
import { promptContent } from "../../src/rules/prompt-template.js";
import { anyString, check } from "./arbitraries.js";

const chat = (text: string) => promptContent({ "mlflow.prompt.text": text, _mlflow_prompt_type: "chat" });

describe("a prompt version", () => {
  test("without a type, or with one that is not known, is a text", () => {
    const text = "Hello {{name}}";
    for (const type of [undefined, "text", "CHAT", "", null]) {
      const tags = { "mlflow.prompt.text": text, ...(type === undefined ? {} : { _mlflow_prompt_type: type }) };
      expect(promptContent(tags)).toEqual({
        type: "TEXT",
        template: text,
        messages: null,
        responseFormat: null,
        modelConfig: null,
      });
    }
  });

  test("that is a chat has its messages in their order, parts as JSON text", () => {
    const messages = [
      { role: "system", content: "a" },
      { role: "user", content: [{ type: "text", text: "b" }] },
      { role: "assistant", content: null },
      { role: "tool" },
    ];
    expect(chat(JSON.stringify(messages))).toMatchObject({
      type: "CHAT",
      template: JSON.stringify(messages),
      messages: [
        { role: "system", content: "a" },
        { role: "user", content: '[{"type":"text","text":"b"}]' },
        { role: "assistant", content: null },
        { role: "tool", content: null },
      ],
    });
  });

  test.each(["", "[", "{}", '"text"', '[{"role": 1}]', '[{"role": "user"}, null]', "[7]"])(
    "whose chat is %p has no messages, and its text",
    (text) => expect(chat(text)).toMatchObject({ type: "CHAT", template: text, messages: null }),
  );

  test("whose message nests deeper than can be printed has none either", () => {
    const deep = `[{"role": "user", "content": ${"[".repeat(100_000)}${"]".repeat(100_000)}}]`;
    expect(chat(deep).messages).toBeNull();
  });

  test("is read whatever is stored", () => {
    check(
      fc.property(fc.oneof(anyString, fc.json()), (text) => {
        expect(chat(text)).toMatchObject({ type: "CHAT", template: text });
      }),
    );
  });
});

describe("linked prompts", () => {
  test.each([
    [
      '[{"name": "a", "version": "1"}, {"name": "b", "version": 22}]',
      [
        ["a", 1],
        ["b", 22],
      ],
    ],
    ['[{"name": "a", "version": "2147483647"}, {"name": "a", "version": "2147483648"}]', [["a", 2_147_483_647]]],
    [
      '[{"name": "a"}, {"version": "1"}, {"name": 7, "version": "1"}, null, "a", [], {"name": "b", "version": "1"}]',
      [["b", 1]],
    ],
    ['[{"name": "a", "version": "0"}, {"name": "a", "version": "1.0"}, {"name": "a", "version": "latest"}]', []],
    ['{"name": "a", "version": "1"}', []],
    ['[{"name": "a", "vers', []],
    ["", []],
    [null, []],
  ])("of %s", (tag, expected) => {
    expect(linkedPrompts(tag).map(({ name, version }) => [name, version])).toEqual(expected);
  });

  test("are no more than there may be", () => {
    const many = Array.from({ length: linkedPromptsMax + 1 }, (_, at) => ({ name: "a", version: String(at + 1) }));
    expect(linkedPrompts(JSON.stringify(many))).toHaveLength(linkedPromptsMax);
  });
});
