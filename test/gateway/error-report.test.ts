import { describe, expect, test } from "@jest/globals";
import { reportError } from "../../src/telemetry/error-report.js";

const secret = "select secret from vault";

describe("a report of an error", () => {
  test("has its type and where it was thrown, never its message", () => {
    const report = reportError(new TypeError(secret));
    expect(report).toEqual({ type: "TypeError", at: expect.any(Array) });
    expect(report.at?.[0]).toMatch(/^at .*error-report\.test\.ts:\d+:\d+/);
    expect(JSON.stringify(report)).not.toContain("secret");
  });

  test("takes no line of a message for a frame, whatever the message looks like", () => {
    for (const message of [`x\n    at ${secret}`, `\n    at ${secret}\n    at b (c:1:2)`, "", "at"]) {
      const report = reportError(new Error(message));
      expect(report.at?.every((frame) => !frame.includes("secret"))).toBe(true);
      expect(report.at?.length).toBeGreaterThan(0);
    }
  });

  test("has short words as codes, and nothing else that lies on the error", () => {
    const database = Object.assign(new Error(secret), {
      code: "22P02",
      detail: secret,
      where: secret,
      parameters: [secret],
      query: secret,
    });
    expect(reportError(database)).toEqual({ type: "Error", code: "22P02", at: expect.any(Array) });
    expect(reportError(Object.assign(new Error(""), { code: secret }))).not.toHaveProperty("code");
    expect(reportError(Object.assign(new Error(""), { errno: 1054 }))).toMatchObject({ code: "1054" });
    expect(reportError(Object.assign(new Error(""), { code: { toString: () => "X" } }))).not.toHaveProperty("code");
  });

  test("follows causes, an adapter's plain object too, and not for ever", () => {
    const adapter = { kind: "GenericJs", originalCode: "21000", originalMessage: secret, message: secret };
    expect(reportError(new Error(secret, { cause: adapter }))).toMatchObject({
      type: "Error",
      cause: { type: "GenericJs", code: "21000" },
    });
    const circle = new Error(secret);
    circle.cause = circle;
    expect(JSON.stringify(reportError(circle)).match(/"type"/g)?.length).toBe(6);
  });

  test("is made of whatever was thrown", () => {
    expect(reportError(secret)).toEqual({ type: "string" });
    expect(reportError(undefined)).toEqual({ type: "undefined" });
    expect(reportError(null)).toEqual({ type: "object" });
    expect(reportError({ message: secret })).toEqual({ type: "Object" });
    expect(reportError(Object.create(null))).toEqual({ type: "object" });
  });
});
