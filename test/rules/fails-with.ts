import { Failure, type FailureCode } from "../../src/rules/failure.js";

/** What a call failed with, as `CODE REASON`; "nothing" when it did not. Anything but a Failure is thrown on. */
export function failureOf(call: () => unknown): `${FailureCode} ${string}` | "nothing" {
  try {
    call();
    return "nothing";
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return `${error.code} ${error.reason}`;
  }
}
