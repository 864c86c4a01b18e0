import { expect, test } from 'vitest';
import { completeOptions, durationMilliseconds, jobOptionsSchema } from '../../src/core/options.ts';

test('what is not given is as the defaults of DESIGN have it', () => {
  expect(completeOptions({ range: 'max' })).toEqual({
    batchSize: 5,
    range: 'max',
    compress: 'none',
    refreshAfter: 'close',
    retryFailedAfter: '7d',
    maxFailedPercent: 20,
    maxBatches: 1,
    timeBudget: 240,
    autoContinue: true,
    requestsPerSecond: 4,
    lanes: 1,
  });
});

test('what is given to a run stands over what the job was told', () => {
  const job = completeOptions({ batchSize: 7, maxBatches: 3 });
  expect(completeOptions({ maxBatches: 0 }, job)).toEqual({ ...job, maxBatches: 0 });
});

test.each([
  ['batchSize', 1, true],
  ['batchSize', 50, true],
  ['batchSize', 0, false],
  ['batchSize', -1, false],
  ['batchSize', 51, false],
  ['batchSize', 1e9, false],
  ['batchSize', 2.5, false],
  ['batchSize', '5', false],
  ['range', '1y', true],
  ['range', '3y', false],
  ['compress', 'brotli', false],
  ['refreshAfter', 'close', true],
  ['refreshAfter', '90s', true],
  ['refreshAfter', '0h', false],
  ['refreshAfter', '08h', false],
  ['refreshAfter', '8 h', false],
  ['refreshAfter', '8w', false],
  ['refreshAfter', '12345d', false],
  ['retryFailedAfter', 'close', false],
  ['maxFailedPercent', 12.5, true],
  ['maxFailedPercent', 101, false],
  ['maxBatches', 0, true],
  ['timeBudget', 0, false],
  ['timeBudget', 18_001, false],
  ['requestsPerSecond', 0.5, true],
  ['requestsPerSecond', Number.POSITIVE_INFINITY, false],
] as const)('%s may be %o: %s', (option, value, allowed) => {
  expect(jobOptionsSchema.shape[option].safeParse(value).success).toBe(allowed);
});

test.each([
  ['1s', 1_000],
  ['90m', 5_400_000],
  ['8h', 28_800_000],
  ['7d', 604_800_000],
])('%s are %i ms', (text, milliseconds) => {
  expect(durationMilliseconds(text)).toBe(milliseconds);
});
