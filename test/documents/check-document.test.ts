import { expect, test } from 'vitest';
import { checkDocument, newestIssues } from '../../src/documents/check-document.ts';
import { compareWithBefore } from '../../src/documents/compare-with-before.ts';
import { findIdleVolume } from '../../src/documents/find-idle-volume.ts';
import { heldHistory } from '../../src/documents/stored-document.ts';
import type { TickerDocument } from '../../src/documents/ticker-document.ts';
import { flatColumns } from '../support/flat-columns.ts';
import { aDocument } from '../support/scripted-source.ts';
import { rowOf, simulatedDocument, withoutRows } from '../support/simulated-documents.ts';

/** Five hundred tickers of ten years: 60 % pay dividends, one in twelve years splits. */
const documents = Array.from({ length: 500 }, (_, index) => simulatedDocument(`S${index}`));

test('a market of 500 sound tickers over ten years has no issue', () => {
  expect(documents.filter(({ issues }) => issues !== undefined)).toEqual([]);
  expect(documents.filter((document) => findIdleVolume(document).length > 0)).toEqual([]);
  expect(documents.filter(({ splits }) => splits.length > 0).length).toBeGreaterThan(100);
  expect(documents.filter(({ dividends }) => dividends.length > 0).length).toBeGreaterThan(200);
});

test('a session that is missing is found a hundred times of a hundred, and only it', () => {
  documents.slice(0, 100).forEach((document, number) => {
    const row = rowOf(document, number);
    const issues = checkDocument(withoutRows(document, row, 1));
    expect(issues).toEqual([{ kind: 'missing-session', date: document.dates[row] }]);
  });
});

test('a gap of a month is found whole', () => {
  const [document] = documents;
  if (!document) throw new Error('no document');
  expect(checkDocument(withoutRows(document, 100, 21))).toHaveLength(21);
});

test.each([100, 0.01])('a close that is multiplied by %d is found a hundred times of a hundred', (factor) => {
  documents.slice(0, 100).forEach((document, number) => {
    const row = rowOf(document, number);
    const close = document.close.with(row, (document.close[row] ?? 0) * factor);
    const dates = [document.dates[row], document.dates[row + 1]];
    expect(checkDocument({ ...document, close }).map(({ kind, date }) => [kind, date])).toEqual(
      dates.map((date) => ['jump', date]),
    );
  });
});

test.each([
  ['4 for 1', 4, 1],
  ['2 for 1', 2, 1],
  ['1 for 10', 1, 10],
])(
  'a split of %s that the earlier prices do not show is found a hundred times of a hundred',
  (_, numerator, denominator) => {
    documents.slice(0, 100).forEach((document, number) => {
      const row = rowOf(document, number);
      const date = document.dates[row] ?? '';
      const undone = (price: number | null, at: number) =>
        price !== null && at < row ? Math.fround((price * numerator) / denominator) : price;
      const found = checkDocument({
        ...document,
        close: document.close.map(undone),
        adjClose: document.adjClose.map(undone),
        dividends: document.dividends.map((paid) =>
          paid.date < date ? { ...paid, amount: (paid.amount * numerator) / denominator } : paid,
        ),
        splits: [...document.splits, { date, numerator, denominator }].sort((a, b) =>
          a.date < b.date ? -1 : 1,
        ),
      });
      expect(found).toMatchObject([{ kind: 'split-not-applied', date }]);
    });
  },
);

test('a wrong dividend is found a hundred times of a hundred', () => {
  const payers = documents.filter(({ dividends }) => dividends.length > 0).slice(0, 100);
  expect(payers).toHaveLength(100);
  payers.forEach((document, number) => {
    const index = number % document.dividends.length;
    const { date = '', amount = 0 } = document.dividends[index] ?? {};
    const wrong = document.dividends.with(index, { date, amount: amount * 2 });
    expect(checkDocument({ ...document, dividends: wrong })).toMatchObject([
      { kind: 'dividend-mismatch', date },
    ]);
  });
});

test.each([
  ['first', 0],
  ['second', 0.5],
])('a series that lost its %s half is found a hundred times of a hundred', (_, share) => {
  documents.slice(0, 100).forEach((document) => {
    const half = Math.floor(document.dates.length / 2);
    const shrunk = withoutRows(document, Math.ceil(half * 2 * share), half);
    const before = { source: document.source, ...heldHistory(document, null) };
    expect(compareWithBefore(before, shrunk, []).kind).toBe('shrunk');
  });
});

const DAYS = ['2026-11-23', '2026-11-24', '2026-11-25', '2026-11-27'];

function shares(given: Partial<TickerDocument>): TickerDocument {
  return aDocument('AAPL', { ...flatColumns(DAYS), ...given });
}

test.each<[string, Partial<TickerDocument>, Array<[kind: string, date: string]>]>([
  ['a week with a holiday', {}, []],
  ['a jump of 89', { close: [1, 1, 89, 89], adjClose: [1, 1, 89, 89] }, []],
  ['a jump of 111', { close: [1, 1, 111, 111], adjClose: [1, 1, 111, 111] }, []],
  [
    'a jump over a day without a trade',
    { close: [1, null, 100, 100], adjClose: [1, null, 100, 100] },
    [['jump', '2026-11-25']],
  ],
  [
    'a hundredfold on the day of a split of a hundred, not applied',
    {
      close: [100, 100, 1, 1],
      adjClose: [100, 100, 1, 1],
      splits: [{ date: '2026-11-25', numerator: 100, denominator: 1 }],
    },
    [['split-not-applied', '2026-11-25']],
  ],
  ['a split that was applied', { splits: [{ date: '2026-11-25', numerator: 4, denominator: 1 }] }, []],
  ['a split before the first row', { splits: [{ date: '2020-01-02', numerator: 4, denominator: 1 }] }, []],
  ['a split on the first row', { splits: [{ date: '2026-11-23', numerator: 4, denominator: 1 }] }, []],
  [
    'a split on a day without a trade, not applied',
    {
      close: [400, 400, null, 100],
      adjClose: [400, 400, null, 100],
      splits: [{ date: '2026-11-25', numerator: 4, denominator: 1 }],
    },
    [['split-not-applied', '2026-11-25']],
  ],
  [
    'a dividend and a capital gain of one day',
    {
      adjClose: [97, 97, 100, 100],
      dividends: [{ date: '2026-11-25', amount: 1 }],
      capitalGains: [{ date: '2026-11-25', amount: 2 }],
    },
    [],
  ],
  [
    'a dividend that was not taken off',
    { dividends: [{ date: '2026-11-25', amount: 1 }] },
    [['dividend-mismatch', '2026-11-25']],
  ],
  [
    'a dividend after the last row',
    { adjClose: [99, 99, 99, 99], dividends: [{ date: '2026-11-30', amount: 1 }] },
    [],
  ],
  [
    'a foreign week without one of our sessions',
    { exchange: 'LSE', dates: ['2026-11-20', ...DAYS.slice(1)] },
    [],
  ],
  ['an over-the-counter week', { exchange: 'PNK', dates: ['2026-11-20', ...DAYS.slice(1)] }, []],
  ['a fund', { type: 'MUTUALFUND', dates: ['2026-11-20', ...DAYS.slice(1)] }, []],
  [
    'a share without one of its sessions',
    { dates: ['2026-11-20', ...DAYS.slice(1)] },
    [['missing-session', '2026-11-23']],
  ],
])('%s is checked', (_, given, issues) => {
  expect(checkDocument(shares(given)).map(({ kind, date }) => [kind, date])).toEqual(issues);
});

test('elsewhere the sessions that most tickers of an exchange have are what one may lack', () => {
  const document = shares({ exchange: 'LSE' });
  expect(checkDocument(document, ['2026-11-20', ...DAYS, '2026-11-26', '2026-11-30'])).toEqual([
    { kind: 'missing-session', date: '2026-11-26' },
  ]);
});

test('moving prices of a share without volume are found', () => {
  expect(findIdleVolume(shares({ close: [1, 2, 2, 3], volume: [0, 0, 0, 5] }))).toEqual(['2026-11-24']);
  expect(findIdleVolume(shares({ type: 'MUTUALFUND', close: [1, 2, 2, 3], volume: [0, 0, 0, 0] }))).toEqual(
    [],
  );
});

test('of many issues the newest are kept', () => {
  const issues = Array.from({ length: 150 }, (_, day) => ({
    kind: 'missing-session' as const,
    date: new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10),
  }));
  const kept = newestIssues(issues);
  expect([kept.length, kept[0]?.date, kept[99]?.date]).toEqual([100, '2026-05-30', '2026-02-20']);
});
