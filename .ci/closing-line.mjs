// closing-line.mjs JEST_JSON PASSED FAILED: adds the tests to the phases that passed and failed, and prints the sum.
import { existsSync, readFileSync } from "node:fs";

const [path, phasesPassed, phasesFailed] = process.argv.slice(2);
const tests = existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : null;
const suitesThatDidNotRun = tests?.numRuntimeErrorTestSuites ?? 0;
const passed = Number(phasesPassed) + (tests?.numPassedTests ?? 0);
const failed = Number(phasesFailed) + (tests?.numFailedTests ?? 0) + suitesThatDidNotRun;
const skipped = (tests?.numPendingTests ?? 0) + (tests?.numTodoTests ?? 0);

if (tests !== null && tests.numPassedTests === 0) console.log("no test passed");
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
process.exitCode = failed > 0 || (tests?.numPassedTests ?? 0) === 0 ? 1 : 0;
