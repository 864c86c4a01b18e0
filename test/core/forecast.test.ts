import { expect, test } from 'vitest';
import { documentBytes } from '../../src/core/document-size.ts';
import { forecastJob, misfit } from '../../src/core/forecast.ts';
import { formatBytes } from '../../src/core/format-bytes.ts';
import { completeOptions, type GivenOptions } from '../../src/core/options.ts';

const ALL = 6_800;
const forecast = (toProcess: number, given: GivenOptions = {}, replacedBytes = 0) =>
  forecastJob({ toProcess, options: completeOptions(given) }, replacedBytes);
const nothingSaid = { usedBytes: null, limitBytes: null, keys: null };

test.each([
  [503, {}, 36_000_000, 55],
  [ALL, {}, 480_000_000, 503],
  [ALL, { compress: 'gzip' }, 230_000_000, 503],
] as const)(
  'of %d tickers with %j it is what docs/benchmarks.md says of them',
  (tickers, given, bytes, commands) => {
    const { writtenBytes, commands: billed } = forecast(tickers, given);
    expect(writtenBytes / bytes).toBeCloseTo(1, 1);
    expect(billed / commands).toBeCloseTo(1, 1);
  },
);

test.each([
  [503, 4, 161],
  [1_500, 8, 273],
  [ALL, 8, 587],
])(
  'the commands of %d tickers by %d lanes are within a third of what they take',
  (tickers, lanes, commands) => {
    const { commands: billed } = forecast(tickers, { lanes, maxBatches: 0 });
    expect(Math.abs(billed / commands - 1)).toBeLessThan(1 / 3);
  },
);

test('what is replaced adds nothing', () => {
  expect(forecast(ALL, {}, ALL * documentBytes(1_257, 'none')).addedBytes).toBeLessThan(ALL * 200);
  expect(forecast(ALL, { compress: 'gzip' }, ALL * 70_000).addedBytes).toBe(0);
});

test.each([{}, { compress: 'gzip' }, { range: 'max' }] as const)(
  'in a database that has none of the tickers what is written is what is added: %j',
  (given) => {
    const { writtenBytes, addedBytes } = forecast(ALL, given);
    expect(addedBytes).toBe(writtenBytes);
  },
);

test('a job with nothing to fetch writes nothing', () => {
  expect(forecast(0)).toMatchObject({ writtenBytes: 0, addedBytes: 0 });
});

test.each([
  ['a database that is almost full', 503, { usedBytes: 240_000_000, limitBytes: 256_000_000 }],
  ['a database that says nothing, and more than the free plan holds', ALL, {}],
  ['a database without a limit, and more than the free plan has left', 503, { usedBytes: 230_000_000 }],
])('%s is too small', (_, tickers, use) => {
  expect(misfit(forecast(tickers), { ...nothingSaid, ...use })).toMatch(
    /^It adds about .* or a larger plan\.$/,
  );
});

test.each([
  ['a database with room', 503, { usedBytes: 100_000_000, limitBytes: 256_000_000 }],
  ['a database that says nothing, and less than the free plan holds', 503, {}],
  ['a database that holds more than the free plan already', ALL, { usedBytes: 300_000_000 }],
  ['a larger plan', ALL, { usedBytes: 0, limitBytes: 10_000_000_000 }],
])('%s fits', (_, tickers, use) => {
  expect(misfit(forecast(tickers), { ...nothingSaid, ...use })).toBeNull();
});

test('the sentence has what is added, what there is and what to do', () => {
  const use = { usedBytes: 240_000_000, limitBytes: 256_000_000, keys: 1 };
  expect(misfit(forecast(503), use)).toBe(
    'It adds about 36 MB, and the database holds 256 MB, of which 240 MB are used: ' +
      'take compress: gzip, a shorter range or fewer tickers, or a larger plan.',
  );
});

test.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [33_000, '33 KB'],
  [1_234_567, '1.2 MB'],
  [480_000_000, '480 MB'],
  [3_500_000_000, '3.5 GB'],
])('%d bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
