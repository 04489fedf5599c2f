// Tests of the sums that `npm test` ends with.
import { describe, expect, it } from 'vitest';
import { closingLine, countPlaywright, countStep, countVitest, judgeReport, sumCounts } from './reports.mjs';

const vitestReport = (changes = {}) => ({
  numPassedTests: 5,
  numFailedTests: 1,
  numPendingTests: 2,
  numTodoTests: 1,
  testResults: [{ status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'passed' }] }],
  ...changes,
});
const playwrightReport = (stats = {}, errors = []) => ({
  stats: { expected: 4, unexpected: 0, flaky: 0, skipped: 0, ...stats },
  errors,
});

describe('countVitest', () => {
  it('counts tests, with to-do ones as skipped', () => {
    expect(countVitest(vitestReport())).toEqual({ passed: 5, failed: 1, skipped: 3 });
  });

  it('counts a file that could not be loaded as a failure', () => {
    const report = vitestReport({
      numFailedTests: 0,
      testResults: [{ status: 'failed', assertionResults: [] }],
    });
    expect(countVitest(report)).toEqual({ passed: 5, failed: 1, skipped: 3 });
  });
});

describe('countPlaywright', () => {
  it('counts a test that passed on a retry as passed, and an error outside tests as failed', () => {
    const report = playwrightReport({ unexpected: 2, flaky: 1, skipped: 3 }, [{ message: 'no server' }]);
    expect(countPlaywright(report)).toEqual({ passed: 5, failed: 3, skipped: 3 });
  });
});

describe('judgeReport', () => {
  const judge = (report, exitCode) => judgeReport(JSON.stringify(report), countPlaywright, exitCode);

  it.each([
    ['passes a report with tests and exit code 0', playwrightReport(), 0, 0],
    ['adds no failure to those that explain the exit code', playwrightReport({ unexpected: 2 }), 1, 2],
    ['fails where no test ran', playwrightReport({ expected: 0 }), 0, 1],
    ['fails where only skipped tests are reported', playwrightReport({ expected: 0, skipped: 9 }), 0, 1],
    ['fails where the exit code tells of a failure that the report does not', playwrightReport(), 1, 1],
  ])('%s', (_, report, exitCode, failed) => {
    expect(judge(report, exitCode).failed).toBe(failed);
  });

  it.each([undefined, '', '{"stats"', '{}'])('fails where the report is %j', (text) => {
    expect(judgeReport(text, countPlaywright, 0)).toMatchObject({ passed: 0, failed: 1 });
  });
});

it('sums steps and tests into the closing line', () => {
  const total = sumCounts([countStep(true), countStep(false), { passed: 40, failed: 0, skipped: 2 }]);
  expect(closingLine(total)).toBe('41 passed, 1 failed, 2 skipped');
});
