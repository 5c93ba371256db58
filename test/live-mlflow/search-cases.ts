import fc from "fast-check";
import { metricKeys, oddKeys, oddTexts, searchedModels, searchedRuns } from "../stores/search-store.js";

/** One search, in MLflow's grammar and as the graph's typed filter; null where the typed filter has no words for it. */
export interface SearchCase {
  readonly list: "runs" | "experiments" | "registeredModels" | "modelVersions";
  readonly filterString: string;
  readonly filter: object | null;
}

/** Always the same searches: of what the store of searchedRuns holds, and of what it nearly holds. */
export function searchCases(): readonly SearchCase[] {
  const counts = { runs: 180, experiments: 40, registeredModels: 40, modelVersions: 40 } as const;
  return Object.entries(counts).flatMap(([name, count], at) => {
    const list = name as SearchCase["list"];
    const clauses = fc
      .constantFrom(1, 1, 1, 1, 2, 3)
      .chain((length) => fc.array(clausesOf[list], { minLength: length, maxLength: length }));
    return fc.sample(clauses, { seed: 20_260_131 + at, numRuns: count }).map((parts): SearchCase => {
      const filters = parts.map(({ filter }) => filter);
      return {
        list,
        filterString: parts.map(({ text }) => text).join(" AND "),
        filter: filters.includes(null) ? null : { and: filters },
      };
    });
  });
}

interface Clause {
  readonly text: string;
  readonly filter: object | null;
}

type Words = (comparison: object) => object;

const nearTexts = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...oddTexts) },
  { weight: 1, arbitrary: fc.constantFrom(...oddTexts).map((text) => text.toUpperCase()) },
  { weight: 1, arbitrary: fc.constantFrom(...oddTexts).map((text) => text.normalize("NFD")) },
);
/** MLflow knows no escape within quotes: a text with both kinds of quotes cannot be asked for. */
const quotable = nearTexts.filter((text) => !(text.includes("'") && text.includes('"')));
const pattern = fc
  .tuple(fc.constantFrom("", "%", "_"), quotable, fc.constantFrom("", "%", "_"))
  .map(([before, text, after]) => `${before}${text}${after}`);
const anyKey = fc.constantFrom(...oddKeys, "K", "absent");

function quoted(text: string): string {
  return text.includes("'") ? `"${text}"` : `'${text}'`;
}

/** @param words puts a comparison of texts where the typed filter has it */
function textClauses(
  name: fc.Arbitrary<string>,
  words: (name: string) => Words,
  text = quotable,
): fc.Arbitrary<Clause> {
  const exact = fc.tuple(name, fc.constantFrom("=", "!="), text).map(([field, operator, value]) => ({
    text: `${field} ${operator} ${quoted(value)}`,
    filter: words(field)(operator === "=" ? { equals: value } : { notEquals: value }),
  }));
  const like = fc.tuple(name, fc.constantFrom("LIKE", "ILIKE"), pattern).map(([field, operator, value]) => ({
    text: `${field} ${operator} ${quoted(value)}`,
    filter: words(field)({ [operator.toLowerCase()]: value }),
  }));
  return fc.oneof(exact, like);
}

function listClauses(name: fc.Arbitrary<string>, words: (name: string) => Words, text: fc.Arbitrary<string>) {
  const texts = fc.array(text, { minLength: 1, maxLength: 4 });
  return fc.tuple(name, fc.constantFrom("IN", "NOT IN"), texts).map(([field, operator, values]) => ({
    // Python reads the list, and JSON's texts are Python's.
    text: `${field} ${operator} (${values.map((value) => JSON.stringify(value)).join(", ")})`,
    filter: words(field)(operator === "IN" ? { in: values } : { notIn: values }),
  }));
}

function keyed(kind: "params" | "tags", withPresence: boolean): fc.Arbitrary<Clause> {
  return anyKey.chain((key) => {
    const words: Words = (comparison) => ({ [kind]: [{ key, ...comparison }] });
    const field = `${kind}.\`${key}\``;
    const compared = textClauses(fc.constant(field), () => words);
    if (!withPresence) return compared;
    const present = fc.constantFrom(
      { text: `${field} IS NOT NULL`, filter: words({}) },
      { text: `${field} IS NULL`, filter: { not: words({}) } },
    );
    return fc.oneof({ weight: 4, arbitrary: compared }, { weight: 1, arbitrary: present });
  });
}

const numberOperators = {
  "=": "equals",
  "!=": "notEquals",
  "<": "lessThan",
  "<=": "atMost",
  ">": "greaterThan",
  ">=": "atLeast",
};
const timeOperators = {
  "=": "equals",
  "!=": "notEquals",
  "<": "before",
  "<=": "notAfter",
  ">": "after",
  ">=": "notBefore",
};

const metrics = fc
  .tuple(
    fc.constantFrom(...metricKeys, "absent"),
    fc.constantFrom(...Object.entries(numberOperators)),
    fc.constantFrom(0, 0.5, 0.9, 0.1 + 0.2, -0.25, 3, 1e300, 5e-324, -1),
  )
  .map(
    ([key, [operator, name], value]): Clause => ({
      text: `metrics.\`${key}\` ${operator} ${String(value).replace("e+", "e")}`,
      filter: { metrics: [{ key, [name]: value }] },
    }),
  );

/** Fractions of a millisecond have no DateTime. */
function times(fields: Readonly<Record<string, string>>, values: readonly number[]): fc.Arbitrary<Clause> {
  return fc
    .tuple(
      fc.constantFrom(...Object.entries(fields)),
      fc.constantFrom(...Object.entries(timeOperators)),
      fc.constantFrom(...values),
    )
    .map(([[field, word], [operator, name], value]) => ({
      text: `${field} ${operator} ${value}`,
      filter: Number.isInteger(value) ? { [word]: { [name]: new Date(value).toISOString() } } : null,
    }));
}

const runIds = fc.constantFrom(...searchedRuns.map(({ id }) => id), "absent");
const runAttributes = { run_name: "name", "attributes.user_id": "userId", "attr.artifact_uri": "artifactUri" } as const;
const wordOf =
  (words: Readonly<Record<string, string>>) =>
  (name: string): Words => {
    return (comparison) => ({ [words[name] ?? name]: comparison });
  };
const datasetWord = (name: string): Words => {
  return (comparison) => ({ datasets: [{ [name.replace("dataset.", "")]: comparison }] });
};
const datasetNames = fc.constantFrom("dataset.name", "dataset.digest", "dataset.context");
const datasetTexts = fc.constantFrom("iris", "Iris", "iris%", "d1", "D1", "training", "Training", "eval ✓", "wine's");

const clausesOf: Readonly<Record<SearchCase["list"], fc.Arbitrary<Clause>>> = {
  runs: fc.oneof(
    keyed("params", true),
    keyed("tags", true),
    metrics,
    textClauses(fc.constantFrom(...Object.keys(runAttributes)), wordOf(runAttributes)),
    textClauses(fc.constant("run_id"), wordOf({ run_id: "mlflowId" }), runIds),
    listClauses(fc.constant("run_id"), wordOf({ run_id: "mlflowId" }), runIds),
    fc.tuple(fc.constantFrom("=", "!="), fc.constantFrom("RUNNING", "FAILED", "KILLED")).map(([operator, status]) => ({
      text: `attributes.status ${operator} '${status}'`,
      filter: { status: operator === "=" ? { equals: status } : { notEquals: status } },
    })),
    times(
      { start_time: "startTime", "attributes.end_time": "endTime" },
      [1_700_000_005_000, 1_700_000_012_000, 1_700_000_100_003, 1_700_000_005_000.5, 0],
    ),
    textClauses(datasetNames, datasetWord, datasetTexts),
    listClauses(datasetNames, datasetWord, datasetTexts),
  ),
  experiments: fc.oneof(
    keyed("tags", true),
    textClauses(fc.constant("name"), wordOf({}), fc.constantFrom("Fraud", "fraud", "100%_sure", "naïve 🦉")),
    times({ creation_time: "createdAt" }, [5, 6, 7]),
  ),
  registeredModels: fc.oneof(
    keyed("tags", false),
    textClauses(fc.constant("name"), wordOf({}), fc.constantFrom(...searchedModels.map(({ name }) => name), "Fraud")),
    listClauses(fc.constant("name"), wordOf({}), fc.constantFrom(...searchedModels.map(({ name }) => name), "Fraud")),
  ),
  modelVersions: fc.oneof(
    keyed("tags", false),
    textClauses(fc.constant("name"), wordOf({}), fc.constantFrom(...searchedModels.map(({ name }) => name), "Fraud")),
    textClauses(fc.constant("source_path"), wordOf({ source_path: "source" })),
    listClauses(fc.constant("run_id"), wordOf({ run_id: "runMlflowId" }), runIds),
    fc
      .tuple(fc.constantFrom(...Object.entries(numberOperators)), fc.integer({ min: 0, max: 4 }))
      .map(([[operator, name], version]) => ({
        text: `version_number ${operator} ${version}`,
        filter: { version: { [name]: version } },
      })),
  ),
};
