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
    let text = "";
    for (let point = 0; point < printed.count; point += 1) {
      text += point === 0 ? "[" : ",";
      for (const { before, items } of columns) text += before + items[point];
      text += "}";
    }
    return new RawJson(printed.count === 0 ? "[]" : `${text}]`);
  } catch {
    return null;
  }
}

type Printed = NonNullable<SeriesColumns["printed"]>;

/** What a field of each point is, as JSON text. */
const itemsOf: Readonly<Record<string, (printed: Printed) => readonly string[]>> = {
  step: ({ steps }) => itemsIn(steps),
  value: ({ values }) => itemsIn(values),
  timestamp: ({ timestamps }) => itemsIn(timestamps).map((item) => `"${DateTime.serialize(JSON.parse(item))}"`),
  __typename: ({ count }) => new Array<string>(count).fill('"MetricPoint"'),
};

function itemsIn(list: string): string[] {
  return list.slice(1, -1).split(",");
}
