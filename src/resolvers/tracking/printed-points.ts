import type { SeriesColumns } from "../../loaders/metric-history.js";
import { RawJson } from "../../rules/raw-json.js";
import type { PlainField } from "../../types/plain-selection.js";
import { DateTime } from "../../types/scalars.js";

/** So many points are printed at a time: what is needed for a while only is gone before the garbage collector has looked at it twice. */
const blockSize = 500;

/**
 * Points as JSON text, out of columns that a database has printed: no object is made for a point.
 *
 * @returns null for columns that are not printed, and where a time is none: that is an error of its own point
 */
export function printedPoints({ printed }: SeriesColumns, shape: readonly PlainField[]): RawJson | null {
  if (printed === undefined || shape.length === 0) return null;
  if (printed.count === 0) return new RawJson("[]");
  const columns: readonly PrintedField[] = shape.map(({ key, name }, at) => ({
    before: `${at === 0 ? "{" : ","}${JSON.stringify(key)}:`,
    next: readerOf(name, printed),
  }));
  try {
    const blocks: string[] = [];
    for (let left = printed.count; left > 0; left -= blockSize) {
      blocks.push(printedBlock(columns, Math.min(left, blockSize)));
    }
    return new RawJson(`[${blocks.join(",")}]`);
  } catch {
    return null;
  }
}

interface PrintedField {
  readonly before: string;
  readonly next: () => string;
}

function printedBlock(columns: readonly PrintedField[], count: number): string {
  const parts: string[] = [];
  for (let point = 0; point < count; point += 1) {
    if (point > 0) parts.push(",");
    for (const { before, next } of columns) parts.push(before, next());
    parts.push("}");
  }
  return parts.join("");
}

type Printed = NonNullable<SeriesColumns["printed"]>;

/** Gives what a field of each point is, as JSON text, one point after the other. */
function readerOf(name: string, { steps, values, timestamps }: Printed): () => string {
  if (name === "step") return itemsOf(steps);
  if (name === "value") return itemsOf(values);
  return name === "timestamp" ? timesOf(itemsOf(timestamps)) : () => '"MetricPoint"';
}

function itemsOf(list: string): () => string {
  let at = 1;
  return () => {
    const comma = list.indexOf(",", at);
    const item = list.slice(at, comma === -1 ? list.length - 1 : comma);
    at += item.length + 1;
    return item;
  };
}

const dayMs = 86_400_000;
const pairs = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, "0"));

/** As `DateTime` writes times. Those of a series lie close together: the date is the same for thousands of them. */
function timesOf(next: () => string): () => string {
  let day = Number.NaN;
  let date = "";
  return () => {
    const item = next();
    const ms = Number(item.startsWith('"') ? JSON.parse(item) : item);
    if (Math.floor(ms / dayMs) !== day) {
      day = Math.floor(ms / dayMs);
      [date = ""] = String(DateTime.serialize(ms)).split("T");
    }
    const rest = ms - day * dayMs;
    const seconds = Math.floor(rest / 1_000);
    const clock = `${pairs[Math.floor(seconds / 3_600)]}:${pairs[Math.floor(seconds / 60) % 60]}:${pairs[seconds % 60]}`;
    return `"${date}T${clock}.${String(rest % 1_000).padStart(3, "0")}Z"`;
  };
}
