// Counts passed, failed and skipped tests from the test runners' JSON reports.
import { readFileSync } from 'node:fs';

/** @typedef {{passed: number, failed: number, skipped: number, problem?: string}} Counts */

/** A step that passed or failed as a whole. */
export function countStep(ok) {
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 };
}

/**
 * Counts vitest's report. A file that could not be loaded counts as one failure.
 * @returns {Counts}
 */
export function countVitest(report) {
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles.length,
    skipped: report.numPendingTests + (report.numTodoTests ?? 0),
  };
}

/**
 * Counts Playwright's report. A test that passed on a retry has passed; an error outside tests is a failure.
 * @returns {Counts}
 */
export function countPlaywright({ stats, errors }) {
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + errors.length,
    skipped: stats.skipped,
  };
}

/**
 * Judges a runner: its report's counts, and a failure where the report is missing or empty, or contradicts the exit code.
 * @param {string | undefined} text the report's JSON; undefined where there is none
 * @param {(report: object) => Counts} count
 * @param {number} exitCode of the runner
 * @returns {Counts}
 */
export function judgeReport(text, count, exitCode) {
  let counts;
  try {
    counts = count(JSON.parse(text));
  } catch {
    return { ...countStep(false), problem: 'it left no readable report' };
  }
  const failWith = (problem) => ({ ...counts, failed: counts.failed + 1, problem });
  if (counts.passed + counts.failed === 0) return failWith('it ran no test');
  if (exitCode !== 0 && counts.failed === 0) return failWith(`it ended with code ${exitCode}`);
  return counts;
}

/** A file's text, or undefined where it is not there. */
export function readReport(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** @param {Counts[]} all */
export function sumCounts(all) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const counts of all) for (const key of Object.keys(total)) total[key] += counts[key];
  return total;
}

/** The closing line of `npm test`. */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
