import type { SeriesColumns } from "../../loaders/metric-history.js";
import { RawJson } from "../../rules/raw-json.js";
import type { PlainField } from "../../types/plain-selection.js";
import { DateTime } from "../../types/scalars.js";

/**
 * Points as JSON text, out of columns that a database has printed: no object is made for a point.
 *
 * @returns null for columns that are not printed, and where a time is none: that is an error of its own point
 */
export function printedPoints({ printed }: SeriesColumns, shape: readonly PlainField[]): RawJson | null {
  if (printed === undefined || shape.length === 0) return null;
  try {
    const columns = shape.map(({ key, name }, at) => ({
      before: `${at === 0 ? "{" : ","}${JSON.stringify(key)}:`,
      items: itemsOf[name]?.(printed) ?? [],
    }));
    const points = Array.from({ length: printed.count }, (_, point) => {
      let text = "";
      for (const { before, items } of columns) text += before + items[point];
      return text;
    });
    return new RawJson(points.length === 0 ? "[]" : `[${points.join("},")}}]`);
  } catch {
    return null;
  }
}

type Printed = NonNullable<SeriesColumns["printed"]>;

/** What a field of each point is, as JSON text. */
const itemsOf: Readonly<Record<string, (printed: Printed) => readonly string[]>> = {
  step: ({ steps }) => itemsIn(steps),
  value: ({ values }) => itemsIn(values),
  timestamp: ({ timestamps }) => printedTimes(itemsIn(timestamps)),
  __typename: ({ count }) => new Array<string>(count).fill('"MetricPoint"'),
};

function itemsIn(list: string): string[] {
  return list === "[]" ? [] : list.slice(1, -1).split(",");
}

const dayMs = 86_400_000;
const pairs = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, "0"));

/** As `DateTime` writes times. Those of a series lie close together: the date is the same for thousands of them. */
function printedTimes(items: readonly string[]): string[] {
  let day = Number.NaN;
  let date = "";
  return items.map((item) => {
    const ms = Number(item.startsWith('"') ? JSON.parse(item) : item);
    if (Math.floor(ms / dayMs) !== day) {
      day = Math.floor(ms / dayMs);
      [date = ""] = String(DateTime.serialize(ms)).split("T");
    }
    const rest = ms - day * dayMs;
    const seconds = Math.floor(rest / 1_000);
    const clock = `${pairs[Math.floor(seconds / 3_600)]}:${pairs[Math.floor(seconds / 60) % 60]}:${pairs[seconds % 60]}`;
    return `"${date}T${clock}.${String(rest % 1_000).padStart(3, "0")}Z"`;
  });
}
