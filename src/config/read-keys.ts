import { z } from "zod";
import { didYouMean, isPlainWord } from "./closest-word.js";
import { UnsetVariable } from "./expand-variables.js";
import { isMapping, type KeyPath, keyPathText } from "./key-path.js";
import type { Sources } from "./sources.js";

/** What could be read of a section: a key that is absent or wrong is missing here, and a wrong one is reported. */
export type Draft<Schema> =
  Schema extends z.ZodObject<infer Shape>
    ? { -readonly [Key in keyof Shape]?: Draft<Shape[Key]> }
    : Schema extends z.ZodArray<infer Item extends z.ZodObject>
      ? Draft<Item>[]
      : Schema extends z.ZodType
        ? z.output<Schema>
        : never;

/** Reads a section key by key, so that one wrong key does not hide the next. Defaults are filled in. */
export function readKeys<Schema extends z.ZodObject>(
  schema: Schema,
  value: unknown,
  path: KeyPath,
  sources: Sources,
): Draft<Schema> {
  const draft: Record<string, unknown> = {};
  if (!isMapping(value) && value !== undefined && value !== null) {
    sources.report(path, "must be a mapping of keys to values");
    return draft as Draft<Schema>;
  }
  const given = value ?? {};
  reportUnknownKeys(Object.keys(schema.shape), Object.keys(given), path, sources);
  for (const [key, leaf] of Object.entries(schema.shape)) {
    const read = readKey(
      leaf as z.ZodType,
      Object.hasOwn(given, key) ? given[key] : undefined,
      [...path, key],
      sources,
    );
    if (read !== undefined) draft[key] = read;
  }
  return draft as Draft<Schema>;
}

function readKey(schema: z.ZodType, value: unknown, path: KeyPath, sources: Sources): unknown {
  if (value instanceof UnsetVariable) {
    sources.report(path, value.message);
    return undefined;
  }
  if (schema instanceof z.ZodObject) return readKeys(schema, value, path, sources);
  if (schema instanceof z.ZodArray) return readList(schema.element as z.ZodObject, value, path, sources);
  // An empty value is one that was not given: `GATEHOUSE_PORT=` and `token:` are how people leave a line blank.
  const parsed = schema.safeParse(value === "" || value === null ? undefined : value, { error: () => "is not valid" });
  if (parsed.success) return parsed.data;
  sources.report(path, parsed.error.issues[0]?.message ?? "is not valid");
  return undefined;
}

function readList(item: z.ZodObject, value: unknown, path: KeyPath, sources: Sources): unknown {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.map((entry, index) => readKeys(item, entry, [...path, index], sources));
  sources.report(path, "must be a list: start each entry with a dash");
  return undefined;
}

function reportUnknownKeys(known: readonly string[], given: readonly string[], path: KeyPath, sources: Sources): void {
  for (const key of given) {
    if (known.includes(key)) continue;
    const at = isPlainWord(key) ? [...path, key] : path;
    const what = isPlainWord(key) ? "is not a key of Gatehouse" : "has a key that is not a word";
    const section = path.length === 0 ? "" : ` under ${keyPathText(path)}`;
    const hint = didYouMean(key, known) || `; the keys${section} are ${known.join(", ")}`;
    sources.report(at, what + hint);
  }
}
