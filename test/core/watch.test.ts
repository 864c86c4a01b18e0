import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { lastActivity, nextWatch } from '../../src/core/watch.ts';
import { aFact, aJob, aRun, NOON, someFacts } from '../support/job-fixtures.ts';

const at = (text: string) => Date.parse(text);

test.each([
  ['noon in New York', '2026-11-24T17:00:00Z', '2026-11-24T17:53:00.000Z'],
  ['just before a look', '2026-11-24T17:52:59Z', '2026-11-24T17:53:00.000Z'],
  ['at a look', '2026-11-24T17:53:00Z', '2026-11-24T20:53:00.000Z'],
  ['late in the evening', '2026-11-25T04:10:00Z', '2026-11-25T05:53:00.000Z'],
  ['the night in which the clocks go forward', '2026-03-08T06:00:00Z', '2026-03-08T07:53:00.000Z'],
])('at %s', (_, now, next) => {
  expect(new Date(nextWatch(aJob(), someFacts(), at(now)) ?? 0).toISOString()).toBe(next);
});

test('a job that was told to stop is not started again, and one whose source asked to wait only later', () => {
  const stopped = someFacts([], { runs: [aRun({ autoContinue: false })] });
  const refused = someFacts([], { runs: [aRun({ reason: 'refused', notBefore: NOON + 3_600_000 })] });
  expect(nextWatch(aJob(), stopped, NOON)).toBeNull();
  expect(new Date(nextWatch(aJob(), refused, NOON) ?? 0).toISOString()).toBe('2026-11-24T20:53:00.000Z');
});

test('the workflow has the schedule that is told', async () => {
  const workflow = await readFile(new URL('../../.github/workflows/fill-cache.yml', import.meta.url), 'utf8');
  expect(workflow).toMatch(/cron: 53 \*\/3 \* \* \*\n\s+timezone: America\/New_York/);
});

test.each([
  ['its start', someFacts(), 0],
  ['a run that began', someFacts([], { runs: [aRun({ from: NOON + 5 })] }), 5],
  ['a run that left', someFacts([], { runs: [aRun({ until: NOON + 6 })] }), 6],
  ['a batch', someFacts([[1, aFact({ at: NOON + 7 })]]), 7],
  ['the watchdog', someFacts([], { restarts: [{ lane: 1, at: NOON + 8, done: 0 }] }), 8],
])('the last sign of life of a job is %s', (_, facts, after) => {
  expect(lastActivity(aJob(), facts) - NOON).toBe(after);
});
