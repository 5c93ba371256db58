import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { Failure } from "../../src/rules/failure.js";
import type { Comparison, Condition } from "../../src/rules/filter.js";
import { integerComparison, metricComparison } from "../../src/rules/filter-number.js";
import { parseFilterString } from "../../src/rules/filter-string.js";
import {
  datasetVocabulary,
  experimentVocabulary,
  modelVersionVocabulary,
  registeredModelVocabulary,
  runVocabulary,
  type Vocabulary,
} from "../../src/rules/filter-string-vocabulary.js";
import { anyString, anyText, check } from "./arbitraries.js";

type List = "run" | "experiment" | "registeredModel" | "modelVersion";

const vocabularies: Readonly<Record<List, Vocabulary>> = {
  run: runVocabulary,
  experiment: experimentVocabulary,
  registeredModel: registeredModelVocabulary,
  modelVersion: modelVersionVocabulary,
};

/** Kind, key or name, operator, value; made by make-filter-strings.py. */
type Clause = readonly [kind: string, key: string, operator: string, value: Value];
type Value = string | null | Numeral | readonly string[] | readonly Numeral[];
type Numeral = { readonly number?: string; readonly integer?: string };

const corpus = JSON.parse(readFileSync(new URL("filter-strings.json", import.meta.url), "utf8")) as {
  readonly mlflow: string;
  readonly strings: readonly (readonly [list: List, text: string, clauses: readonly Clause[] | null])[];
};

describe(`what MLflow ${corpus.mlflow} makes of a filter string`, () => {
  for (const list of Object.keys(vocabularies) as List[]) {
    const strings = corpus.strings.filter(([of]) => of === list);
    test(`${list}: the same ${strings.length} strings are refused, the others mean the same`, () => {
      for (const [, text, clauses] of strings) {
        const expected = clauses === null ? "INVALID FILTER_STRING" : { and: clauses.map(conditionOf) };
        expect([text, parsed(text, vocabularies[list])]).toEqual([text, expected]);
      }
    });
  }

  test("the strings try both outcomes", () => {
    const accepted = corpus.strings.filter(([, , clauses]) => clauses !== null).length;
    expect(accepted).toBeGreaterThan(150);
    expect(corpus.strings.length - accepted).toBeGreaterThan(150);
  });
});

describe("what a person writes", () => {
  test.each([
    ["metrics.auc > 0.9 and params.C = '1'", "metric auc > 0.9; param C = '1'"],
    ['tag."mlflow.note.content" ILIKE "%fraud%"', "tag mlflow.note.content ILIKE '%fraud%'"],
    ["status != 'FAILED'", "attribute status != 'FAILED'"],
    ["created >= 1700000000000", "attribute start_time >= 1700000000000"],
    ["run_id NOT IN ('a', 'b')", "attribute run_id NOT IN ('a','b')"],
    ["datasets.context = 'train' AND tags.x IS NOT NULL", "dataset context = 'train'; tag x IS NOT NULL"],
    ["params.learning_rate = '1' params.b = '2'", "param learning_rate = '1'; param b = '2'"],
  ])("%s", (text, expected) => {
    expect(shown(parseFilterString(text, runVocabulary))).toBe(expected);
  });

  test("an empty string asks for nothing", () => {
    expect(parseFilterString("", runVocabulary)).toEqual({ and: [] });
  });

  test("datasets are searched by the words for the datasets of a run, with or without a prefix", () => {
    expect(shown(parseFilterString("name LIKE 'iris%' AND dataset.digest != '1'", datasetVocabulary))).toBe(
      "dataset name LIKE 'iris%'; dataset digest != '1'",
    );
    expect(parsed("source = 's3'", datasetVocabulary)).toBe("INVALID FILTER_STRING");
  });
});

describe("what is refused says where and what was expected", () => {
  test.each([
    ["metrics.auc > 'x'", 15, "expected a number, found `'x'`"],
    ["params.C = 1", 12, "expected a quoted text such as 'abc', found `1`"],
    ["model.C = '1'", 1, "before the dot, found `model`"],
    ["tags.a = 'x' OR tags.b = 'y'", 14, "expected AND or a comparison such as metrics.auc > 0.9, found `OR`"],
    ["learning_rate = '1'", 1, "expected one of the attributes run_id, run_name, status"],
    ["params.a RLIKE 'x'", 10, "expected one of =, !=, LIKE, ILIKE, IS NULL, IS NOT NULL here, found `RLIKE`"],
    ["run_id IN ('a', 2)", 17, "expected a quoted text"],
    ["dataset.source = 'x'", 1, "expected name, digest or context of a dataset, found `source`"],
    ["tags.a = 'x';", 13, "a filter string is one expression, without a semicolon"],
    ["tags.a = 'x' -- mine", 14, "a filter string holds no comments"],
    ["   ", 1, "expected a comparison, found only white space"],
  ])("%s", (text, character, expected) => {
    expect(() => parseFilterString(text, runVocabulary)).toThrow(`Filter string, at character ${character}:`);
    expect(() => parseFilterString(text, runVocabulary)).toThrow(expected);
  });
});

describe("any text at all", () => {
  const soup = fc
    .array(
      fc.constantFrom(
        ..."metrics. params. tags. run_id status IN NOT NULL IS AND LIKE = != < ( ) [ ] ' \" ` , . :: - 1 .5 1e3 'a' \"b\" desc as \\ # %".split(
          " ",
        ),
        " ",
      ),
    )
    .map((words) => words.join(""));

  test("is read, or refused as FILTER_STRING", () => {
    check(
      fc.property(fc.oneof(anyString, soup), fc.constantFrom(...Object.values(vocabularies)), (text, vocabulary) => {
        expect(["object", "INVALID FILTER_STRING"]).toContain(
          typeof parsed(text, vocabulary) === "object" ? "object" : parsed(text, vocabulary),
        );
      }),
      3_000,
    );
  });

  test("a key and a value come through as they were quoted", () => {
    const plain = anyText.filter((text) => !/['"`\\]/.test(text));
    check(
      fc.property(plain, plain, (key, value) => {
        expect(parseFilterString(`tags.\`${key}\` = '${value}'`, experimentVocabulary)).toEqual({
          and: [{ field: { kind: "tag", key }, operator: "=", text: value }],
        });
      }),
    );
  });

  test("a hundred thousand quotes, brackets or words take no time", () => {
    for (const piece of ["'", '"', "`", "[", "(", "\\'", "a ", "a.", "::", "''\\", "tags.a = 'x' ", "1"]) {
      const text = piece.repeat(Math.ceil(100_000 / piece.length));
      const start = performance.now();
      parsed(text, runVocabulary);
      expect([piece, performance.now() - start < 3_000]).toEqual([piece, true]);
    }
  });
});

function parsed(text: string, vocabulary: Vocabulary): Condition | string {
  try {
    return parseFilterString(text, vocabulary);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return `${error.code} ${error.reason}`;
  }
}

function conditionOf([kind, key, operator, value]: Clause): unknown {
  const field = kind === "attribute" || kind === "dataset" ? { kind, name: key } : { kind, key };
  if (value === null) return { field, operator };
  if (typeof value === "string") return { field, operator, text: value };
  if (isTexts(value)) return { field, operator, texts: value };
  if (isNumerals(value)) {
    const any = { or: value.map((one) => ({ field, operator: "=", number: numberOf(one) })) };
    return operator === "IN" ? any : { not: any };
  }
  if (kind === "metric") return metricComparison(field as never, operator as never, Number(numberOf(value)));
  return integerComparison(field as never, operator as never, numberOf(value));
}

function isTexts(value: Value): value is readonly string[] {
  return Array.isArray(value) && typeof value[0] === "string";
}

function isNumerals(value: Value): value is readonly Numeral[] {
  return Array.isArray(value);
}

function numberOf({ number, integer }: Numeral): number | bigint {
  if (integer !== undefined) return BigInt(integer);
  return Number(number?.replace("inf", "Infinity"));
}

function shown(condition: Condition): string {
  const parts = "and" in condition ? condition.and : [condition];
  return parts
    .map((part) => {
      if (!("operator" in part)) return JSON.stringify(part);
      const { field, operator } = part;
      return `${field.kind} ${"key" in field ? field.key : field.name} ${operator} ${valueText(part)}`.trim();
    })
    .join("; ");
}

function valueText(comparison: Comparison): string {
  if ("text" in comparison) return `'${comparison.text}'`;
  if ("number" in comparison) return String(comparison.number);
  return "texts" in comparison ? `(${comparison.texts.map((text) => `'${text}'`).join()})` : "";
}
