/**
 * Counts vitest's JSON report: `{ passed, failed, skipped, note? }`. A file that could not even be loaded has no tests in the
 * report, and an error outside of any test has no place in it at all; each counts as one failure, so that a red run can never
 * close with "0 failed". `note` says so when it happened.
 */
export function countTests(report, exitCode) {
  if (report === undefined) {
    return { passed: 0, failed: 1, skipped: 0, note: 'vitest wrote no results: the run itself is the one failure.' };
  }
  const unloaded = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every(isNotFailed),
  );
  const counts = {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloaded.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
  if (exitCode !== 0 && counts.failed === 0) {
    return { ...counts, failed: 1, note: 'vitest reported an error outside of the tests: it is the one failure.' };
  }
  if (unloaded.length === 0) return counts;
  return { ...counts, note: `${unloaded.length} test files failed as a whole; each counts as one failure.` };
}

function isNotFailed(result) {
  return result.status !== 'failed';
}
