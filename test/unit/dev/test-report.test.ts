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

test("a file that does not load is a failure", () => {
  const unloaded = { status: "failed", assertionResults: [] };
  expect(tallyReport(report({ numPassedTests: 3 }, [unloaded]), 1)).toEqual({ passed: 3, failed: 1, skipped: 0 });
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
