import { expect, test } from 'vitest';
import { batchAfterKey, batchGrid } from '../../src/page/batch-grid.ts';
import { checkSections } from '../../src/page/check-sections.ts';
import { failureGroups } from '../../src/page/failure-groups.ts';
import { elapsedText } from '../../src/page/job-texts.ts';
import { nextDelay } from '../../src/page/next-delay.ts';
import { recentPace } from '../../src/page/pace.ts';
import { countText, durationText, inReadersClock } from '../../src/page/texts.ts';
import { searchRows, tickerRows } from '../../src/page/ticker-rows.ts';
import { jobPath, tickersPath, viewOf } from '../../src/page/view-of.ts';

const aFailed = (ticker: string, code: string) => ({ ticker, code, error: 'Gone', batchNumber: 1 });

test.each([
  [0, '0 s'],
  [59.4, '59 s'],
  [90, '2 min'],
  [3_599, '1 h'],
  [5_400, '1 h 30 min'],
  [90_000, '1 d 1 h'],
])('%d seconds are %s', (seconds, text) => {
  expect(durationText(seconds)).toBe(text);
});

test.each([
  ['pending', 0, null],
  ['running', 0, '0 s since its first run'],
  ['stalled', 90, '2 min since its first run'],
  ['completed', 7, 'it took 7 s'],
  ['failed', 7, 'it took 7 s'],
  ['cancelled', 7, 'it took 7 s'],
] as const)('a job that is %s and began %d s ago: %j', (status, elapsedTime, text) => {
  expect(elapsedText({ status, progress: { elapsedTime } })).toBe(text);
});

test('a count is followed by the word that fits', () => {
  expect([countText(1, 'batch', 'batches'), countText(1_200, 'ticker')]).toEqual([
    '1 batch',
    '1,200 tickers',
  ]);
});

test.each([
  [5, 0, null, 5],
  [5, 1, null, 10],
  [5, 9, null, 60],
  [60, 3, null, 60],
  [5, 1, 120, 120],
])(
  'after %d s and %d failures, asked to wait %j s, the next look is in %d s',
  (seconds, failures, retryAfter, delay) => {
    expect(nextDelay(seconds, failures, retryAfter)).toBe(delay);
  },
);

test.each([
  ['', { kind: 'now' }],
  ['?job=', { kind: 'now' }],
  [jobPath('batch_job_1').slice(1), { kind: 'job', jobId: 'batch_job_1' }],
  [tickersPath(null).slice(1), { kind: 'tickers', jobId: null, ticker: '' }],
  [
    tickersPath('batch_job_1', '^GSPC&x').slice(1),
    { kind: 'tickers', jobId: 'batch_job_1', ticker: '^GSPC&x' },
  ],
])('the address %j is the view %j', (search, view) => {
  expect(viewOf(search)).toEqual(view);
});

test.each([
  [900, 1_000],
  [10_000, 1_000],
  [10_000, 350],
  [1, 350],
])('%d batches fit into %d px, and none is too small to be seen', (total, width) => {
  const { columns, rows, size } = batchGrid(total, width);
  expect([columns * size <= width, columns * rows >= total, size >= 3, rows * size < 400]).toEqual([
    true,
    true,
    true,
    true,
  ]);
});

test.each([
  ['ArrowRight', 10, 11],
  ['ArrowDown', 10, 40],
  ['ArrowUp', 10, 1],
  ['Home', 10, 1],
  ['End', 10, 900],
  ['PageDown', 10, 160],
  ['x', 10, null],
])('%s leads from batch %d to %j', (key, from, to) => {
  expect(batchAfterKey(key, from, 900, 30)).toBe(to);
});

test('failures are grouped by their code, the largest group first', () => {
  const groups = failureGroups([
    aFailed('A', 'not-found'),
    aFailed('B', 'shrunk'),
    aFailed('C', 'shrunk'),
    aFailed('D', 'new-code'),
  ]);
  expect(groups.map(({ code, failures }) => [code, failures.length])).toEqual([
    ['shrunk', 2],
    ['not-found', 1],
    ['new-code', 1],
  ]);
});

const LISTS = {
  tickersToProcess: ['A', 'AA', 'BA', 'C'],
  successfulTickers: ['A', 'AA'],
  failedTickers: [aFailed('C', 'not-found'), { ...aFailed('OLD', 'no-data'), batchNumber: null }],
  lateTickers: ['AA'],
};

test('each ticker of a job has one state, those known to fail before included', () => {
  expect(tickerRows(LISTS).map(({ ticker, state, reason }) => [ticker, state, reason])).toEqual([
    ['C', 'failed', 'Gone (not-found)'],
    ['OLD', 'failed', 'Gone (no-data)'],
    ['A', 'fetched', null],
    ['AA', 'late', null],
    ['BA', 'pending', null],
  ]);
});

test('a search finds first what begins so', () => {
  expect(searchRows(tickerRows(LISTS), ' a').map(({ ticker }) => ticker)).toEqual(['A', 'AA', 'BA']);
});

const NOTHING_FOUND = {
  ...{ session: '2026-11-25', total: 3, wrong: 0, unknown: 0, gone: { count: 0, tickers: [] } },
  ...{ missing: [], late: [], failed: [], short: [], issues: {}, unreadable: [], unlisted: [] },
};

test('a check that has found nothing has no section', () => {
  expect(checkSections(NOTHING_FOUND)).toEqual([]);
});

test('what a check has found is counted by kind; failures by code, issues by what is odd', () => {
  const sections = checkSections({
    ...NOTHING_FOUND,
    late: [{ ticker: 'A', last: '2026-11-24' }],
    failed: [
      { ticker: 'B', code: 'not-found', error: 'Gone', since: '2026-11-25T22:30:00.000Z' },
      { ticker: 'C', code: 'new-code', error: 'Odd', since: '2026-11-25T22:30:00.000Z' },
    ],
    short: [{ ticker: 'D', rows: 300, first: '2025-09-01', usualRows: 1_257 }],
    issues: { jump: [{ ticker: 'E', count: 2 }], 'new-kind': [{ ticker: 'F', count: 1 }] },
    gone: { count: 4, tickers: [] },
  });
  expect(sections.map(({ count, title, kind }) => `${count} ${title} (${kind})`)).toEqual([
    '1 without the session of 2026-11-25 (late)',
    '1 failed: The source does not know the symbol (not-found)',
    '1 failed: new-code (new-code)',
    '1 with far fewer rows than most (short)',
    '1 with issues: the price jumps about a hundredfold (jump)',
    '1 with issues: new-kind (new-kind)',
    '4 in the index, without a document in Redis (gone)',
  ]);
  expect(
    sections
      .flatMap(({ findings }) => findings.map(({ note }) => note))
      .filter((note) => !note.includes('(')),
  ).toEqual(['ends on 2026-11-24', '300 of 1,257 rows, from 2025-09-01', '2 times', '']);
});

test('an instant in a sentence is shown by the clock of the reader, a date stays', () => {
  expect(inReadersClock('ZZZZ failed at 2026-11-24T17:00:00.000Z, session 2026-11-24.')).toMatch(
    /^ZZZZ failed at \w{3},? 2\d Nov, \d\d:\d\d, session 2026-11-24\.$/,
  );
});

test('the pace is of the newest five minutes', () => {
  expect(recentPace({ from: '', seconds: 100, batches: [90, 10, 10, 10] })).toEqual({
    perMinute: 6,
    seconds: 300,
  });
});
