import { expect, test } from 'vitest';
import type { BatchFact, RunRecord } from '../../src/core/facts.ts';
import { helpFrom, laneOfBatch, type Surroundings, waitedSince } from '../../src/core/lane-work.ts';
import { aFact, aRun, NOON, someFacts } from '../support/job-fixtures.ts';

const SILENT = 25_000;
const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);
/** The batches of a share, of four lanes. */
const share = (lane: number, from: number, to: number) =>
  numbers(from, to).filter((batch) => laneOfBatch(batch, 4) === lane);

const help = (given: Partial<Surroundings>) =>
  helpFrom({ lane: 1, lanes: 4, batchSize: 5, open: [], others: new Map(), ...given });

test('the batches of a job are dealt to its lanes one by one', () => {
  expect(numbers(1, 6).map((batch) => laneOfBatch(batch, 4))).toEqual([1, 2, 3, 4, 1, 2]);
  expect(numbers(1, 3).map((batch) => laneOfBatch(batch, 1))).toEqual([1, 1, 1]);
});

test('a lane that is alone takes what is left from the far end, a group at a time', () => {
  expect(help({ open: share(2, 1, 400) })).toEqual(share(2, 1, 400).reverse().slice(0, 20));
});

test.each([
  ['what a lane at work may have fetched and not committed', 0, 100 - 24],
  ['nothing, when nothing has come from it for long', SILENT, 100],
])('of the share of another lane is left to it %s', (_, silence, free) => {
  const open = share(2, 1, 400);
  const taken = new Set<number>();
  for (;;) {
    const left = open.filter((batch) => !taken.has(batch));
    const next = help({ open: left, others: new Map([[2, silence]]) });
    if (next.length === 0) break;
    for (const batch of next) taken.add(batch);
  }
  expect(taken.size).toBe(free);
  expect([...taken].sort((one, other) => one - other)).toEqual(open.slice(open.length - free));
});

test.each([
  [1, 100 - 120],
  [5, 100 - 24],
  [50, 100 - 3],
])('what a lane may have in its hands is so many tickers, in batches of %i', (batchSize, free) => {
  const others = new Map([[2, 0]]);
  const next = help({ batchSize, open: share(2, 1, 400), others });
  expect(next.length > 0).toBe(free > 0);
  expect(next.length).toBeLessThanOrEqual(100 / batchSize);
});

test('lanes that help at the same moment begin at different places', () => {
  const open = share(3, 1, 240);
  const others = (lane: number) =>
    new Map([1, 2, 4].filter((other) => other !== lane).map((other) => [other, SILENT]));
  const taken = [1, 2, 4].flatMap((lane) => help({ lane, open, others: others(lane) }));
  expect(new Set(taken).size).toBe(taken.length);
  expect(taken).toHaveLength(60);
});

test('with nothing but what others have in hand there is nothing to help with', () => {
  expect(help({ open: share(2, 1, 40), others: new Map([[2, 0]]) })).toEqual([]);
});

const idle = (hop: number, from: number) =>
  aRun({ lane: 1, hop, from, until: from + 20_000, reason: 'idle' });
const busy = aRun({ lane: 1, hop: 1, from: NOON - 60_000, until: NOON, reason: 'done' });
const lost = aRun({ lane: 2, hop: 1, from: NOON - 60_000, until: NOON - 5_000, reason: 'time-budget' });

test.each<[what: string, runs: RunRecord[], done: [number, BatchFact][], since: number | null]>([
  ['that is busy', [busy, lost], [], null],
  ['since the first of the runs that only waited', [busy, idle(2, NOON), idle(3, NOON + 20_000)], [], NOON],
  [
    'anew since something came from its share',
    [busy, idle(2, NOON)],
    [[2, aFact({ at: NOON + 9_000 })]],
    NOON + 9_000,
  ],
  ['whatever came from other shares', [busy, idle(2, NOON)], [[3, aFact({ at: NOON + 9_000 })]], NOON],
])('a lane waits for another %s', (_, records, done, since) => {
  const facts = someFacts(done, { runs: records });
  expect(waitedSince(facts, { lane: 1, other: 2, holder: 'run-0', lanes: 4 })).toBe(since);
});

test('a lane waits for another anew since a run has taken that over', () => {
  const runs = [idle(2, NOON), aRun({ lane: 2, hop: 2, from: NOON + 5_000 })];
  const waiting = { lane: 1, other: 2, holder: 'run-2', lanes: 4 };
  expect(waitedSince(someFacts([], { runs }), waiting)).toBe(NOON + 5_000);
});
