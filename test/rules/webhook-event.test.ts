import { createHmac } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { type RegistryChange, webhookBody, webhookEventOf, webhookHeaders } from "../../src/rules/webhook-event.js";

const at = Date.UTC(2026, 0, 31, 12, 0, 0, 7);
const secret = "s€cret";

function bodyOf(change: RegistryChange, ofPrompt = false, workspace: string | null = null): string | null {
  const event = webhookEventOf("fraud", ofPrompt, change);
  return event === null ? null : webhookBody(event, at, workspace);
}

describe("a webhook", () => {
  test.each<[RegistryChange, boolean, string | null]>([
    [
      {
        kind: "MODEL_CREATED",
        tags: [
          { key: "10", value: "a" },
          { key: "9", value: "b" },
          { key: "10", value: "ü" },
        ],
        description: null,
      },
      false,
      '{"entity": "registered_model", "action": "created", "timestamp": "2026-01-31T12:00:00.007000+00:00", "data": {"name": "fraud", "tags": {"10": "\\u00fc", "9": "b"}, "description": ""}}',
    ],
    [
      { kind: "VERSION_CREATED", version: 2, source: "models:/m-1", runId: null, tags: [], description: "" },
      false,
      '{"entity": "model_version", "action": "created", "timestamp": "2026-01-31T12:00:00.007000+00:00", "data": {"name": "fraud", "version": "2", "source": "models:/m-1", "run_id": null, "tags": {}, "description": null}}',
    ],
    [
      { kind: "ALIAS_SET", alias: "champion", version: 2 },
      false,
      '{"entity": "model_version_alias", "action": "created", "timestamp": "2026-01-31T12:00:00.007000+00:00", "data": {"name": "fraud", "alias": "champion", "version": "2"}}',
    ],
    [
      { kind: "ALIAS_DELETED", alias: "champion" },
      true,
      '{"entity": "prompt_alias", "action": "deleted", "timestamp": "2026-01-31T12:00:00.007000+00:00", "data": {"name": "fraud", "alias": "champion"}}',
    ],
    [
      { kind: "MODEL_TAG_SET", key: "k", value: "\u007f\u{1F600}" },
      true,
      '{"entity": "prompt_tag", "action": "set", "timestamp": "2026-01-31T12:00:00.007000+00:00", "data": {"name": "fraud", "key": "k", "value": "\\u007f\\ud83d\\ude00"}}',
    ],
    [{ kind: "MODEL_TAG_SET", key: "k", value: "v" }, false, null],
    [{ kind: "MODEL_TAG_DELETED", key: "k" }, false, null],
  ])("tells of %j", (change, ofPrompt, body) => {
    expect(bodyOf(change, ofPrompt)).toBe(body);
  });

  test("names the workspace where the server has them", () => {
    expect(bodyOf({ kind: "ALIAS_DELETED", alias: "a" }, false, "risk")).toMatch(/}, "workspace": "risk"}$/);
  });

  test("has a time without parts of a second when there are none, as Python prints it", () => {
    const event = webhookEventOf("m", false, { kind: "ALIAS_DELETED", alias: "a" });
    expect(event && webhookBody(event, at - 7, null)).toContain('"2026-01-31T12:00:00+00:00"');
  });

  test("is signed over its id, its second and its body", () => {
    const headers = webhookHeaders("d-1", at, "{}", secret);
    expect(headers).toEqual({
      "Content-Type": "application/json",
      "X-MLflow-Delivery-Id": "d-1",
      "X-MLflow-Timestamp": "1769860800",
      "X-MLflow-Signature": `v1,${createHmac("sha256", secret).update("d-1.1769860800.{}").digest("base64")}`,
    });
  });

  test.each([null, ""])("is not signed with the secret %j", (none) => {
    expect(webhookHeaders("d-1", at, "{}", none)).not.toHaveProperty("X-MLflow-Signature");
  });
});
