import { expect, test } from "vitest";
import { noTests, sumTallies, tallyReport } from "../../../dev/test-report.ts";

const report = (counts: object, testResults: object[] = []) =>
  JSON.stringify({ numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, ...counts, testResults });

test("counts what passed, failed and was skipped", () => {
  expect(tallyReport(report({ numPassedTests: 3, numFailedTests: 1, numPendingTests: 2 }), 1)).toEqual({
    passed: 3,
    failed: 1,
    skipped: 2,
  });
});

test("a file that does not load, or whose set-up fails, is a failure", () => {
  const unloaded = { status: "failed", assertionResults: [] };
  const brokenSetUp = { status: "failed", assertionResults: [{ status: "skipped" }] };
  const ordinary = { status: "failed", assertionResults: [{ status: "failed" }] };
  const counts = { numPassedTests: 3, numFailedTests: 1, numPendingTests: 1 };
  expect(tallyReport(report(counts, [unloaded, brokenSetUp, ordinary]), 1)).toEqual({ passed: 3, failed: 3, skipped: 1 });
});

test("a run that failed never counts as one that passed", () => {
  expect(tallyReport(report({ numPassedTests: 3 }), 1).failed).toBe(1);
  expect(tallyReport(undefined, 0).failed).toBe(1);
});

test("projects add up", () => {
  expect(sumTallies([{ passed: 1, failed: 2, skipped: 3 }, noTests, { passed: 1, failed: 0, skipped: 0 }])).toEqual({
    passed: 2,
    failed: 2,
    skipped: 3,
  });
});
