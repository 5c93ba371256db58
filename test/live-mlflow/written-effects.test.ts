import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { latestAfter } from "../../src/rules/latest-metric.js";
import {
  distinctPoints,
  identityOfPoint,
  type MetricInput,
  type MetricPoint,
  readMetric,
} from "../../src/rules/metric-input.js";
import {
  type RegistryChange,
  type WebhookEvent,
  webhookBody,
  webhookEventOf,
  webhookHeaders,
} from "../../src/rules/webhook-event.js";
import { fewPoints } from "../rules/written-points.js";
import { sampleOf } from "../rules/written-values.js";
import { describeBesideMlflowChecks } from "./written-comparison.js";

describeBesideMlflowChecks("what MLflow writes and sends", (checks) => {
  test("the points and the latest points of batches, as MLflow's own store has them", async () => {
    const runs = sampleOf(fc.array(fewPoints, { minLength: 1, maxLength: 4 }), 60);
    const asked = runs.map((batches) => ({ batches: batches.map((batch) => batch.map(asText)) }));
    const answers = await checks().ask<Record<"points" | "latest", StoredRow[]>>("latest", asked);
    for (const [index, batches] of runs.entries()) {
      const [points, latest] = logAll(batches);
      const { ok } = answers[index] ?? {};
      expect(sorted(ok?.points.map(identityOfRow) ?? [])).toEqual(sorted(points));
      expect(sorted(ok?.latest.map(identityOfRow) ?? [])).toEqual(sorted([...latest.values()].map(identityOfPoint)));
    }
  });

  test("webhooks of registry changes, as MLflow's own handlers deliver them", async () => {
    const answers = await checks().ask<{ status: number; events: WebhookEvent[]; text: string }[]>("webhooks", [
      { calls: story.map(({ call }) => ({ method: "POST", ...call })) },
    ]);
    const told = answers[0]?.ok ?? [];
    expect(told.map(({ status, text }) => (status === 200 ? 200 : text))).toEqual(story.map(() => 200));
    const ours = story.map(({ name, ofPrompt, change }) => {
      const event = change === null ? null : webhookEventOf(name, ofPrompt, change);
      return event === null ? [] : [event];
    });
    expect(JSON.stringify(ours.map((events) => events.map(plain)))).toBe(
      JSON.stringify(told.map(({ events }) => events)),
    );
  });

  test("the body and the headers of a webhook's request, byte by byte", async () => {
    const text = fc.string({ unit: "binary", maxLength: 12 });
    const cases = sampleOf(
      fc.record({
        name: text,
        value: text,
        at: fc.integer({ min: 0, max: 4_102_444_800_000 }).map((at) => (at % 3 === 0 ? at - (at % 1_000) : at)),
        secret: fc.oneof(fc.constant(null), fc.constant(""), text),
        workspace: fc.oneof(fc.constant(null), text),
      }),
      200,
    );
    const eventOf = ({ name, value }: { name: string; value: string }) =>
      webhookEventOf(name, false, { kind: "VERSION_TAG_SET", version: 3, key: "k", value }) as WebhookEvent;
    const asked = cases.map((one) => ({
      ...eventOf(one),
      at: one.at,
      deliveryId: "d-1",
      secret: one.secret,
      workspace: one.workspace,
    }));
    const answers = await checks().ask<object>("delivered", asked);
    const ours = cases.map((one) => {
      const body = webhookBody(eventOf(one), one.at, one.workspace);
      return { body, headers: webhookHeaders("d-1", one.at, body, one.secret) };
    });
    expect(ours).toEqual(answers.map(({ ok, refused }) => ok ?? refused));
  });
});

type StoredRow = [key: string, value: string, isNan: boolean, timestamp: string, step: string];

function asText({ key, value, timestamp, step }: MetricInput) {
  return { key, value, timestamp: String(timestamp), step: String(step) };
}

function identityOfRow([key, value, isNan, timestamp, step]: StoredRow): string {
  return identityOfPoint({ key, value: Number(value), isNan, timestamp: BigInt(timestamp), step: BigInt(step) });
}

function sorted(list: readonly string[]): string[] {
  return [...list].sort();
}

/** What a store would do with the rules: new points are kept, and weighed against the latest ones. */
function logAll(batches: readonly (readonly MetricInput[])[]): [string[], ReadonlyMap<string, MetricPoint>] {
  const stored = new Set<string>();
  const latest = new Map<string, MetricPoint>();
  for (const batch of batches) {
    const points = distinctPoints(batch.map((point) => readMetric(point, [])));
    const added = points.filter((point) => !stored.has(identityOfPoint(point)));
    for (const point of added) stored.add(identityOfPoint(point));
    for (const [key, point] of latestAfter(latest, added)) latest.set(key, point);
  }
  return [[...stored], latest];
}

/** With maps as the objects that JSON makes of them. */
function plain({ entity, action, data }: WebhookEvent): object {
  const members = Object.entries(data).map(([name, value]) => [
    name,
    value instanceof Map ? Object.fromEntries(value) : value,
  ]);
  return { entity, action, data: Object.fromEntries(members) };
}

interface Step {
  readonly call: { readonly path: string; readonly json: object; readonly method?: string };
  readonly name: string;
  readonly ofPrompt: boolean;
  /** Null for one that no webhook tells of. */
  readonly change: RegistryChange | null;
}

const tags = [
  { key: "a", value: "1" },
  { key: "größe", value: "" },
];
const promptTags = [
  { key: "mlflow.prompt.is_prompt", value: "True" },
  { key: "_mlflow_prompt_type", value: "text" },
];
const text = { key: "mlflow.prompt.text", value: "Hi {{name}}" };

const story: readonly Step[] = [
  ...["described", ""].map((description): Step => {
    const name = `m${description}`;
    const change = { kind: "MODEL_CREATED", tags, description: description || null } as const;
    return {
      name,
      ofPrompt: false,
      change,
      call: { path: "registered-models/create", json: { name, tags, ...(description && { description }) } },
    };
  }),
  step(
    "registered-models/create",
    { tags: promptTags.concat(tags), description: "d" },
    { kind: "MODEL_CREATED", tags: promptTags.concat(tags), description: "d" },
    "p",
  ),
  step(
    "model-versions/create",
    { source: "s3://b/m", tags, description: "" },
    { kind: "VERSION_CREATED", version: 1, source: "s3://b/m", runId: null, tags, description: "" },
  ),
  step(
    "model-versions/create",
    { source: "s3://b/m", run_id: "r", description: "x" },
    { kind: "VERSION_CREATED", version: 2, source: "s3://b/m", runId: "r", tags: [], description: "x" },
  ),
  step(
    "model-versions/create",
    { source: "dummy-source", tags: [...promptTags, text, ...tags] },
    {
      kind: "VERSION_CREATED",
      version: 1,
      source: "dummy-source",
      runId: null,
      tags: [...promptTags, text, ...tags],
      description: null,
    },
    "p",
  ),
  ...["m", "p"].flatMap((name) => [
    step("registered-models/set-tag", { key: "k", value: "v" }, { kind: "MODEL_TAG_SET", key: "k", value: "v" }, name),
    step("registered-models/delete-tag", { key: "k" }, { kind: "MODEL_TAG_DELETED", key: "k" }, name, "DELETE"),
    step(
      "model-versions/set-tag",
      { version: "1", key: "k", value: "" },
      { kind: "VERSION_TAG_SET", version: 1, key: "k", value: "" },
      name,
    ),
    step(
      "model-versions/delete-tag",
      { version: "1", key: "k" },
      { kind: "VERSION_TAG_DELETED", version: 1, key: "k" },
      name,
      "DELETE",
    ),
    step(
      "registered-models/alias",
      { alias: "best", version: "1" },
      { kind: "ALIAS_SET", alias: "best", version: 1 },
      name,
    ),
    step("registered-models/alias", { alias: "best" }, { kind: "ALIAS_DELETED", alias: "best" }, name, "DELETE"),
  ]),
  step("registered-models/update", { description: "new" }, null, "m", "PATCH"),
  step("model-versions/update", { version: "1", description: "new" }, null, "m", "PATCH"),
  step("model-versions/transition-stage", { version: "1", stage: "production", archive_existing_versions: true }, null),
  step("model-versions/delete", { version: "1" }, null, "m", "DELETE"),
  step("registered-models/rename", { new_name: "n" }, null),
  step("registered-models/delete", {}, null, "n", "DELETE"),
];

function step(path: string, json: object, change: RegistryChange | null, name = "m", method = "POST"): Step {
  return { call: { path, json: { name, ...json }, method }, name, ofPrompt: name === "p", change };
}
