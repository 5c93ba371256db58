import { expect, test } from "@jest/globals";
import { type LedgerStatus, ledgerAdvice, ledgerFound, unreadableLedger } from "../../src/rules/ledger-state.js";

const row = (version: number, compatibleSince = 1) => ({ version, compatibleSince });

test.each<[string, LedgerStatus, ReturnType<typeof row>[], number]>([
  ["nothing applied yet", "OLDER", [], 2],
  ["all applied", "CURRENT", [row(1), row(2)], 2],
  ["one left to apply", "OLDER", [row(1)], 2],
  ["one more than is known", "NEWER", [row(1), row(2)], 1],
  ["many more than are known", "NEWER", [row(1), row(2), row(3)], 1],
  ["one more that this build may not use", "INCOMPATIBLE", [row(1), row(2, 2)], 1],
  ["one that it might not use, among others that it might", "INCOMPATIBLE", [row(1), row(2, 2), row(3, 1)], 1],
  ["one that only this build may use", "CURRENT", [row(1), row(2, 2)], 2],
])("%s: %s", (_what, status, applied, build) => {
  const version = Math.max(0, ...applied.map((each) => each.version));
  expect(ledgerFound(applied, build)).toEqual({ version, status });
  expect(ledgerFound([...applied].reverse(), build)).toEqual({ version, status });
});

test("whoever runs the server is told of every state but the right one", () => {
  expect(ledgerAdvice({ version: 1, status: "CURRENT" })).toBeNull();
  expect(ledgerAdvice(null)).toContain("no ledger");
  expect(ledgerAdvice({ version: 1, status: "OLDER" })).toContain("older");
  expect(ledgerAdvice({ version: 1, status: "NEWER" })).toContain("can go on");
  expect(ledgerAdvice({ version: 1, status: "INCOMPATIBLE" })).toContain("must not");
  expect(ledgerAdvice(unreadableLedger)).toContain("may not be read");
});
