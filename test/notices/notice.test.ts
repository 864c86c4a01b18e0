import { expect, test } from 'vitest';
import { eventKey, frequentReasons, messageId } from '../../src/notices/notice.ts';
import { aNotice } from './a-notice.ts';

test.each([
  ['an event is named by its word', aNotice('completed'), 'completed'],
  ['one after a reopening is another', aNotice('failed', { reopened: 2 }), 'failed:2'],
  ['late tickers are those of a session', aNotice('late'), 'late:2026-11-24'],
  ['also of a job that was reopened', aNotice('late', { reopened: 1 }), 'late:2026-11-24'],
  ['without a session it is the word', aNotice('late', { session: null }), 'late'],
])('%s', (_, notice, key) => {
  expect(eventKey(notice)).toBe(key);
  expect(messageId(notice)).toBe(`batch_job_12345:${key}`);
});

test('a test has the time in its id', () => {
  expect(messageId({ event: 'test', at: '1970-01-01T00:00:01.000Z' })).toBe('test:1000');
});

test('the three most frequent codes are given, each with its most frequent sentence', () => {
  const failures = [
    ...Array<object>(2).fill({ code: 'no-data', error: 'none' }),
    ...Array<object>(3).fill({ code: 'invalid-data', error: 'odd' }),
    { code: 'not-found', error: 'No A' },
    ...Array<object>(3).fill({ code: 'not-found', error: 'No B' }),
    { code: 'no-answer', error: 'silence' },
  ] as Parameters<typeof frequentReasons>[0];
  expect(frequentReasons(failures)).toEqual([
    { code: 'not-found', error: 'No B', count: 4 },
    { code: 'invalid-data', error: 'odd', count: 3 },
    { code: 'no-data', error: 'none', count: 2 },
  ]);
});

test('equally frequent reasons have one order, whatever order they came in', () => {
  const failures = [
    { code: 'no-data', error: 'b' },
    { code: 'not-found', error: 'c' },
    { code: 'no-data', error: 'a' },
    { code: 'not-found', error: 'd' },
  ] as const;
  expect(frequentReasons(failures)).toEqual(frequentReasons(failures.toReversed()));
});

test('without failures there are no reasons', () => {
  expect(frequentReasons([])).toEqual([]);
});
