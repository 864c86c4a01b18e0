import { expect, test } from 'vitest';
import type { RunEnd } from '../../src/core/facts.ts';
import { type EndedRun, nextStep } from '../../src/core/next-step.ts';
import { aFact, aFailure, aJob, aPlan, aRun, NOON, someFacts } from '../support/job-fixtures.ts';

/** A run that has finished the first of three batches, at its limit. */
function ended(given: Partial<EndedRun> = {}): EndedRun {
  return {
    job: aJob(),
    plan: aPlan(),
    facts: someFacts([1], { hops: { 1: 'run-1' } }),
    lane: 1,
    hop: 1,
    reason: 'max-batches',
    batches: 1,
    notBefore: null,
    autoContinue: true,
    ...given,
  };
}

/** Nothing was finished, in so many runs up to and with this one. */
function withoutProgress(runs: number): Partial<EndedRun> {
  const hops = Object.fromEntries(
    Array.from({ length: runs }, (_, index) => [index + 1, `run-${index + 1}`]),
  );
  return { facts: someFacts([], { hops }), hop: runs, batches: 0 };
}

test('while batches are left and the run did some, the chain goes on', () => {
  expect(nextStep(ended())).toEqual({ kind: 'continue', problem: null });
});

test.each([
  ['another run of it comes, for it is the first of those that are alive', [2, 3], 'continue'],
  ['another run of it comes, for it is the only one', [], 'continue'],
  ['it leaves, for the first of those that are alive stays', [1, 3], 'stop'],
])('a lane waits for others until its time is up: %s', (_, others, kind) => {
  const lane = others.includes(1) ? 2 : 1;
  expect(nextStep(ended({ lane, others, reason: 'idle', batches: 0 }))).toEqual({ kind, problem: null });
});

test('a run that waited for other lanes is none without progress', () => {
  const facts = someFacts([], {
    hops: { 1: 'run-1', 2: 'run-2', 3: 'run-3' },
    runs: [aRun({ reason: 'idle' }), aRun({ hop: 2, reason: 'idle' }), aRun({ hop: 3 })],
  });
  expect(nextStep(ended({ facts, hop: 3, batches: 0 }))).toMatchObject({
    kind: 'continue',
    problem: expect.stringContaining('the first in a row'),
  });
});

test('without auto-continue it stops, and nothing is wrong', () => {
  expect(nextStep(ended({ autoContinue: false }))).toEqual({ kind: 'stop', problem: null });
});

test.each<RunEnd>(['done', 'time-budget', 'signal', 'refused', 'paused'])(
  'when no batch is left the job is complete, however the run ended: %s',
  (reason) => {
    expect(nextStep(ended({ facts: someFacts([1, 2, 3]), reason, batches: 0 }))).toEqual({
      kind: 'complete',
    });
  },
);

test.each<[RunEnd, number[]]>([
  ['paused', []],
  ['ended', []],
  ['ended', [1, 2, 3]],
])('told by people that it is %s, with %o done, it stops without problem', (reason, done) => {
  const facts = someFacts(done);
  expect(nextStep(ended({ reason, batches: 0, facts }))).toEqual({ kind: 'stop', problem: null });
});

test('told to leave, it starts no other and is red', () => {
  const problem =
    'This run was told to leave; 2 of 3 batches are left: continue the job, or leave it to the watchdog.';
  expect(nextStep(ended({ reason: 'signal' }))).toEqual({ kind: 'stop', problem });
});

test.each<[string, Partial<EndedRun>, string]>([
  ['until a time', { reason: 'refused', notBefore: NOON }, 'goes on, not before 2026-11-24T17:00:00.000Z.'],
  ['for a while', { reason: 'refused' }, 'goes on, not at once.'],
  [
    'in the one batch that it started',
    { ...withoutProgress(1), reason: 'refused', notBefore: NOON },
    'not before 2026-11-24T17:00:00.000Z.',
  ],
])('refused by the source %s, it leaves the job to the watchdog', (_, given, words) => {
  expect(nextStep(ended(given))).toEqual({ kind: 'stop', problem: expect.stringContaining(words) });
});

test('a short refusal in a run that did finish batches does not end the chain', () => {
  expect(nextStep(ended({ notBefore: NOON }))).toEqual({ kind: 'continue', problem: null });
});

test.each([
  [1, 'continue', 'This run finished no batch, the first in a row; 3 of 3 batches are left.'],
  [2, 'continue', 'This run finished no batch, the second in a row; 3 of 3 batches are left.'],
  [
    3,
    'stop',
    'This run finished no batch, the third in a row; 3 of 3 batches are left. It starts no other: the job is stalled.',
  ],
  [4, 'stop', expect.stringContaining('the 4th in a row')],
])('a run without a finished batch is red, the %i. in a row does: %s', (runs, kind, problem) => {
  expect(nextStep(ended(withoutProgress(runs)))).toEqual({ kind, problem });
});

test.each<[string, Partial<EndedRun>]>([
  ['that finished no batch', withoutProgress(1)],
  ['that is the third such', withoutProgress(3)],
  ['that the source refused', { reason: 'refused' }],
])('a run %s says what it saw most, and what to do', (_, given) => {
  const cause = '12 × No answer from Yahoo: getaddrinfo ENOTFOUND yahoo.example';
  const step = nextStep(ended({ ...given, cause }));
  expect(step).toMatchObject({ problem: expect.stringContaining(` Seen most: ${cause}.`) });
  expect(step).toMatchObject({
    problem: expect.stringMatching(/Look whether the price source|The watchdog goes on/),
  });
});

test('a run that broke off says of what, and what to do', () => {
  const problem =
    'This run broke off (Redis is away); 2 of 3 batches are left: continue the job, or leave it to the watchdog.';
  expect(nextStep(ended({ reason: 'error', error: new Error('Redis is away') }))).toMatchObject({ problem });
});

test('without auto-continue a run without a finished batch is red all the same', () => {
  expect(nextStep(ended({ ...withoutProgress(1), autoContinue: false }))).toMatchObject({
    kind: 'stop',
    problem: expect.stringContaining('finished no batch'),
  });
});

test.each([
  [25, 'continue'],
  [26, 'stop'],
])('of 2 × 3 + 20 hops the %i. does: %s', (hop, kind) => {
  const facts = someFacts([[1, aFact({ hop })]], { hops: { [hop]: 'run' } });
  expect(nextStep(ended({ hop, facts })).kind).toBe(kind);
});

test('a chain at its hop limit is red and says so', () => {
  expect(nextStep(ended({ hop: 26 }))).toMatchObject({
    problem: 'The chain has taken 26 runs for 3 batches; 2 of 3 batches are left: the job is stalled.',
  });
});

const names = (count: number, letter: string) =>
  Array.from({ length: count }, (_, index) => aFailure(`${letter}${index}`));
const manyFailed = [
  [1, aFact({ failures: names(13, 'A') })],
  [2, aFact({ failures: names(8, 'B') })],
] as const;

test.each<[string, Partial<EndedRun>, number]>([
  ['the run that noticed', { facts: someFacts(manyFailed), reason: 'too-many-failed' }, 1],
  ['a run that had reached its own limit first', { facts: someFacts(manyFailed) }, 1],
  ['the run of the last batch', { facts: someFacts([...manyFailed, 3]), reason: 'done' }, 0],
])('with more failures than the job allows it fails: %s', (_, given, left) => {
  const job = aJob({ totalTickers: 40 }, { maxFailedPercent: 50 });
  const problem = `More than 50 % of the tickers have failed (21 × No data found, symbol may be delisted); ${left} of 3 batches are left.`;
  expect(nextStep(ended({ job, ...given }))).toEqual({ kind: 'fail', problem });
});

test('a night on which many tickers that have a document fail is red, and says so', () => {
  const before = new Map(names(100, 'A').map(({ ticker }) => [ticker, null]));
  const facts = someFacts([[1, aFact({ failures: names(10, 'A') })], 2, 3]);
  const problem =
    '10 of the 100 tickers that have a document have failed now (10 × No data found, symbol may be delisted); 0 of 3 batches are left.';
  const job = aJob({ totalTickers: 500 });
  expect(nextStep(ended({ job, plan: { before }, facts }))).toEqual({ kind: 'fail', problem });
});
