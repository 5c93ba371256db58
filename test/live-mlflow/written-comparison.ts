import { afterAll, beforeAll, expect, jest } from "@jest/globals";
import { Failure } from "../../src/rules/failure.js";
import { describeBesideLiveMlflow } from "../support/describe-stores.js";
import { type MlflowChecks, startMlflowChecks } from "./ask-mlflow.js";

/** What Gatehouse refuses and MLflow takes, on purpose. */
export interface Difference<Case> {
  readonly why: string;
  readonly holds: (one: Case) => boolean;
}

/** Describes rules beside MLflow's own checks, in a process that the tests share; shown as skipped in a run without MLflow. */
export function describeBesideMlflowChecks(title: string, body: (checks: () => MlflowChecks) => void): void {
  jest.setTimeout(120_000);
  describeBesideLiveMlflow(title, () => {
    let checks: MlflowChecks;
    beforeAll(() => {
      checks = startMlflowChecks();
    });
    afterAll(() => checks.stop());
    body(() => checks);
  });
}

export interface Comparison<Case extends object> {
  /** The question to MLflow; a case is its arguments. */
  readonly ask: string;
  readonly cases: readonly Case[];
  /** Throws a Failure, or returns what MLflow is to have made of it. */
  readonly ours: (one: Case) => unknown;
  /** Where what MLflow makes of it is compared too. */
  readonly isSame?: (ours: unknown, theirs: unknown) => void;
  readonly differences: readonly Difference<Case>[];
}

/**
 * Holds the rules to MLflow: what it refuses is refused, what it takes is taken, but for the differences that are named, and each of
 * these occurs among the cases.
 */
export async function expectAgreement<Case extends object>(checks: MlflowChecks, comparison: Comparison<Case>) {
  const { ask, cases, ours, isSame, differences } = comparison;
  const answers = await checks.ask(ask, cases);
  const wrong: object[] = [];
  const met = new Set<string>();
  let taken = 0;
  for (const [index, one] of cases.entries()) {
    const theirs = answers[index];
    const told = tell(() => ours(one));
    if (told.failure === null) {
      taken += 1;
      if (theirs?.refused !== undefined) wrong.push({ one, mlflow: theirs.refused, gatehouse: "takes it" });
      else isSame?.(told.value, theirs?.ok);
    } else if (theirs?.refused === undefined) {
      const known = differences.filter(({ holds }) => holds(one));
      for (const { why } of known) met.add(why);
      if (known.length === 0) wrong.push({ one, mlflow: "takes it", gatehouse: told.failure });
    }
  }
  expect(wrong.slice(0, 5)).toEqual([]);
  expect([...met].sort()).toEqual(differences.map(({ why }) => why).sort());
  // A generator whose cases all fail alike would prove nothing.
  expect(taken).toBeGreaterThan(0);
  expect(taken).toBeLessThan(cases.length);
}

function tell(call: () => unknown): { readonly failure: string | null; readonly value?: unknown } {
  try {
    return { failure: null, value: call() };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { failure: `${error.code} ${error.reason}` };
  }
}

export function lengthOf(text: string): number {
  return [...text].length;
}

export const breakAtEnd: Difference<{ readonly key: string }> = {
  why: "the key ends with a line break, which Python's $ overlooks",
  holds: ({ key }) => key.endsWith("\n"),
};

export const unstorable: Difference<{ readonly value: string }> = {
  why: "no database keeps the value: NUL, half a character",
  holds: ({ value }) => /[\0\p{Cs}]/u.test(value),
};

/** A difference of a part of the case. */
export function differenceOf<Case, Part>(
  { why, holds }: Difference<Part>,
  parts: (one: Case) => readonly Part[],
): Difference<Case> {
  return { why, holds: (one) => parts(one).some(holds) };
}
