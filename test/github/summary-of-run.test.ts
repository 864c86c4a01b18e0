import { expect, test } from 'vitest';
import type { RunOutcome } from '../../src/core/run-outcome.ts';
import { viewJob } from '../../src/core/view.ts';
import { failureAnnotations } from '../../src/github/failure-annotations.ts';
import { runSummary } from '../../src/github/step-summary.ts';
import { failuresOfRun, summaryOfRun } from '../../src/github/summary-of-run.ts';
import { aFact, aFailure, aJob, anEnd, aRun, NOON, someFacts } from '../support/job-fixtures.ts';

const startedAt = new Date(NOON - 60_000).toISOString();

/** The second run of a job of 12 tickers: it has finished the last batch, of two tickers. */
function anOutcome(given: Partial<RunOutcome> = {}, alive = true): RunOutcome {
  const facts = someFacts([
    [1, aFact({ failures: [aFailure('T1')] })],
    [3, aFact({ hop: 2, failures: [aFailure('T12', { code: 'no-answer', error: 'No answer' })] })],
  ]);
  const job = given.job ?? aJob({ startedAt, tickerSource: 'sp500' });
  return {
    job,
    facts,
    view: viewJob(job, facts, alive),
    record: aRun({ hop: 2, from: NOON, until: NOON + 4_000 }),
    batchesRun: 1,
    dispatched: true,
    problem: null,
    findings: null,
    ...given,
  };
}

test('the summary has the universe, its session, and what this run and the job have done', () => {
  expect(summaryOfRun(anOutcome(), 'https://prices.example/', NOON + 4_000)).toMatchObject({
    universe: 'S&P 500',
    session: '2026-11-23',
    priceSource: 'yahoo',
    run: { batches: 1, tickers: 2, dispatched: true, seconds: 4, tickersPerSecond: 0.5 },
    jobSeconds: 64,
    endedAt: null,
    links: [{ text: 'Status page', url: 'https://prices.example/?job=batch_job_12345' }],
  });
});

test('a run that did nothing has no pace, and without a status page there is no link', () => {
  const { run, links } = summaryOfRun(anOutcome({ record: null, batchesRun: 0 }), null, NOON);
  expect([run, links]).toEqual([{ batches: 0, tickers: 0, dispatched: true }, []]);
});

test('of an ended job it says when that was, how long it took, what is late and what was found', () => {
  const job = aJob({ startedAt, end: anEnd('completed') });
  const findings = { late: ['T4'], issues: { jump: 1 } };
  expect(summaryOfRun(anOutcome({ job, findings }), null, NOON + 7_200_000)).toMatchObject({
    endedAt: '2026-11-24T18:00:00.000Z',
    jobSeconds: 3_660,
    ...findings,
  });
});

test.each([
  ['when the watchdog looks at a stalled job', true, '2026-11-24T17:53:00.000Z'],
  ['that it leaves alone one that was told to stop', false, null],
])('it says %s', (_, autoContinue, nextLook) => {
  const job = aJob({ startedAt }, { autoContinue });
  expect(summaryOfRun(anOutcome({ job }, false), null, NOON).nextLook).toBe(nextLook);
});

test('a job that is refreshed by age fills no session', () => {
  const job = aJob({ startedAt }, { refreshAfter: '8h' });
  expect(summaryOfRun(anOutcome({ job }), null, NOON).session).toBeNull();
  expect(runSummary(summaryOfRun(anOutcome({ job }), null, NOON))).toContain('### Custom list\n');
});

test('the failures of a run are those in the batches that it has finished', () => {
  expect(failuresOfRun(anOutcome()).map(({ ticker }) => ticker)).toEqual(['T12']);
  expect(failuresOfRun(anOutcome({ record: null }))).toEqual([]);
});

test('each kind of failure is one annotation, and no more tickers are named than can be read', () => {
  const many = Array.from({ length: 12 }, (_, index) => aFailure(`T${index}`));
  expect(failureAnnotations([...many, aFailure('Z', { code: 'shrunk', error: 'Fewer rows' })])).toEqual([
    {
      level: 'notice',
      title: '12 tickers failed: not-found',
      message: 'T0, T1, T2, T3, T4, T5, T6, T7, T8, T9 and 2 more: No data found, symbol may be delisted',
    },
    { level: 'warning', title: '1 ticker failed: shrunk', message: 'Z: Fewer rows' },
  ]);
});
