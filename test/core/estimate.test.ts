import { expect, test } from 'vitest';
import { estimatedMinutes, paceOf, secondsRemaining } from '../../src/core/estimate.ts';
import type { RunRecord } from '../../src/core/facts.ts';
import type { Job } from '../../src/core/job.ts';
import { completeOptions } from '../../src/core/options.ts';
import { aFact, aJob, anEnd, aRun, NOON, someFacts } from '../support/job-fixtures.ts';

const iso = (seconds: number) => new Date(NOON + seconds * 1_000).toISOString();
const started = aJob({ toProcess: 50, startedAt: iso(0) });
/** Batches from the first on, done at these seconds. */
const doneAt = (...seconds: number[]) =>
  someFacts(seconds.map((second, index) => [index + 1, aFact({ at: NOON + second * 1_000 })] as const));

test.each([
  ['nothing is done', started, doneAt(), null],
  ['it never began', aJob(), doneAt(), null],
  ['batches come one by one', started, doneAt(10, 20, 30), 10],
  ['batches come in groups', started, doneAt(30, 30, 30), 10],
  ['there was a pause of an hour', started, doneAt(10, 20, 3_620, 3_630), 10],
  ['a clock goes backwards', started, doneAt(-5, 10), 5],
])('the pace of a job in which %s', (_, job, facts, pace) => {
  expect(paceOf(job, facts)).toBe(pace);
});

const runsOf = (...runs: Partial<RunRecord>[]) => runs.map((run, index) => aRun({ hop: index + 1, ...run }));
const seconds = (from: number, until: number) => ({ from: NOON + from * 1_000, until: NOON + until * 1_000 });

test.each([
  [
    'it was paused for two minutes',
    doneAt(10, 20, 150, 160),
    [{ ...seconds(0, 25), reason: 'paused' }, seconds(145, 170)],
    10,
  ],
  [
    'it was paused twice',
    doneAt(10, 120, 230),
    [{ ...seconds(0, 10), reason: 'paused' }, { ...seconds(110, 120), reason: 'paused' }, seconds(220, 230)],
    10,
  ],
  ['it is paused', doneAt(10, 20), [{ ...seconds(0, 25), reason: 'paused' }], 10],
  [
    'a run took two minutes to start',
    doneAt(10, 130),
    [{ ...seconds(0, 10), reason: 'max-batches' }, seconds(125, 130)],
    65,
  ],
] as const)(
  'the pace of a job leaves pauses out, but not the starts of runs: %s',
  (_, { done }, runs, pace) => {
    expect(paceOf(started, { ...someFacts([], { runs: runsOf(...runs) }), done })).toBe(pace);
  },
);

test('a batch that takes ten minutes is no stall while its run is at work', () => {
  const { done } = doneAt(600, 1_200);
  expect(paceOf(started, { ...someFacts([], { runs: runsOf(seconds(0, 1_200)) }), done })).toBe(600);
});

test.each([
  ['nothing is measured', started, doneAt(), null],
  ['it is at work', started, doneAt(10, 20), 80],
  ['it is completed', ended('completed'), doneAt(10), 0],
  ['it was cancelled', ended('cancelled'), doneAt(10), null],
])('the time that a job has left when %s', (_, job, facts, seconds) => {
  expect(secondsRemaining(job, facts)).toBe(seconds);
});

test.each<[string, number, Job[], number]>([
  ['2.5 s a batch while none is known', 900, [], 37],
  ['at least one minute', 3, [], 1],
  ['no time without a batch', 0, [ended('completed', 240)], 0],
  ['the pace of the last job', 100, [ended('completed', 240)], 20],
  ['the median of the last jobs', 100, [30, 240, 9_000].map((seconds) => ended('completed', seconds)), 20],
  [
    'nothing of jobs that were cancelled or paused',
    900,
    [ended('cancelled', 1), { ...ended('completed', 9_000), wasPaused: true }],
    37,
  ],
  [
    'nothing of jobs with fewer than 20 batches',
    900,
    [ended('completed', 1, 95), ended('completed', 1, 5)],
    37,
  ],
])('a new job takes %s', (_, batches, recent, minutes) => {
  expect(estimatedMinutes(aJob({ toProcess: batches * 5 }), recent)).toBe(minutes);
});

test('a batch of more tickers takes longer by as much', () => {
  const job = aJob({ toProcess: 1_000, options: completeOptions({ batchSize: 50 }) });
  expect(estimatedMinutes(job, [ended('completed', 240)])).toBe(40);
});

test.each([
  ['the S&P 500 at 4 a second', 503, {}, 2],
  ['as many at 1 a second', 503, { requestsPerSecond: 1 }, 8],
  ['all listings at 4 a second', 6_817, {}, 28],
  ['all listings at 4 a second in each of 4 lanes', 6_817, { lanes: 4, maxBatches: 0 }, 7],
  ['all listings without a ceiling', 6_817, { requestsPerSecond: 0 }, 1],
])('%s cannot be faster than the ceiling, however fast others were', (_, toProcess, given, minutes) => {
  const job = aJob({ toProcess, options: completeOptions(given) });
  expect(estimatedMinutes(job, [ended('completed', 1, 5_000)])).toBe(minutes);
});

test('lanes share the time of a new job, and the pace of an earlier job is that of each of its lanes', () => {
  const inLanes = (batches: number, lanes: number) =>
    aJob({ toProcess: batches * 5, options: completeOptions({ maxBatches: 0, lanes }) });
  expect(estimatedMinutes(inLanes(1_360, 4), [])).toBe(14);
  const ofTwo = { ...ended('completed', 240), options: completeOptions({ maxBatches: 0, lanes: 2 }) };
  expect(estimatedMinutes(inLanes(100, 1), [ofTwo])).toBe(40);
  expect(estimatedMinutes(inLanes(100, 4), [ofTwo])).toBe(10);
});

function ended(status: 'completed' | 'cancelled', seconds = 10, toProcess = 100): Job {
  return aJob({
    toProcess,
    startedAt: iso(0),
    end: anEnd(status, { at: iso(seconds), successful: toProcess }),
  });
}
