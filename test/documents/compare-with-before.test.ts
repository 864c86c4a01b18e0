import { expect, test } from 'vitest';
import {
  compareWithBefore,
  type HeldBefore,
  type SeenAnswer,
} from '../../src/documents/compare-with-before.ts';
import type { TickerDocument } from '../../src/documents/ticker-document.ts';
import { flatColumns } from '../support/flat-columns.ts';
import { aDocument } from '../support/scripted-source.ts';

const BEFORE: HeldBefore = { source: 'yahoo', rows: 1257, first: '2021-11-23', last: '2026-11-23' };

/** A document of so many rows that end on a date. */
function answer(rows: number, last: string, given: Partial<TickerDocument> = {}): TickerDocument {
  const days = rows < 10 ? rows : (1826 * rows) / 1257;
  const dates = Array.from({ length: rows }, (_, row) => {
    const back = Math.round(((rows - 1 - row) * days) / rows);
    return new Date(Date.parse(last) - back * 86_400_000).toISOString().slice(0, 10);
  });
  return aDocument('AAPL', { ...flatColumns(dates), fetchedAt: '2026-11-24T22:00:00.000Z', ...given });
}

test.each<[string, TickerDocument, Partial<HeldBefore>, 'fine' | 'shrunk']>([
  ['a night later', answer(1257, '2026-11-24'), {}, 'fine'],
  ['the same again', answer(1257, '2026-11-23'), {}, 'fine'],
  ['one row after a rename', answer(1, '2026-11-24'), {}, 'shrunk'],
  ['one row, where there were 250', answer(1, '2026-11-24'), { rows: 250, first: '2025-11-24' }, 'shrunk'],
  ['a series that lost its first half', answer(628, '2026-11-24'), {}, 'shrunk'],
  ['a series that ends weeks early', answer(1240, '2026-10-30'), {}, 'shrunk'],
  ['a series that ends a day early', answer(1257, '2026-11-20'), {}, 'shrunk'],
  ['a little under nine tenths', answer(1120, '2026-11-24'), {}, 'shrunk'],
  ['a little over nine tenths', answer(1140, '2026-11-24'), {}, 'fine'],
  ['a shorter range', answer(251, '2026-11-24', { range: '1y' }), {}, 'fine'],
  ['a shorter range that lost its half', answer(125, '2026-11-24', { range: '1y' }), {}, 'shrunk'],
  ['a longer range', answer(2514, '2026-11-24', { range: '10y' }), {}, 'fine'],
  ['a longer range with less', answer(250, '2026-11-24', { range: 'max' }), {}, 'shrunk'],
  ['prices of another source', answer(1, '2026-11-24'), { source: 'simulated' }, 'fine'],
  ['a young listing, a night later', answer(3, '2026-11-24'), { rows: 2, first: '2026-11-20' }, 'fine'],
  ['a document of one row', answer(1, '2026-11-24'), { rows: 1, first: '2026-11-23' }, 'fine'],
])('an answer is compared with the document: %s', (_, document, given, kind) => {
  expect(compareWithBefore({ ...BEFORE, ...given }, document, []).kind).toBe(kind);
});

test('without a document any answer is fine', () => {
  expect(compareWithBefore(null, answer(1, '2026-11-24'), [])).toEqual({ kind: 'fine' });
});

test('a worse answer says what was lost, and is remembered', () => {
  expect(compareWithBefore(BEFORE, answer(1, '2026-11-24'), [])).toEqual({
    kind: 'shrunk',
    error:
      'The answer has 1 row from 2026-11-24 to 2026-11-24, the document 1257 rows from 2021-11-23 to 2026-11-23: ' +
      'the document is kept',
    seen: [{ date: '2026-11-24', rows: 1, first: '2026-11-24', last: '2026-11-24' }],
  });
});

function nights(answers: Array<[day: number, rows: number, last: string]>): string[] {
  let seen: SeenAnswer[] = [];
  return answers.map(([day, rows, last]) => {
    const fetchedAt = new Date(Date.parse('2026-11-24T22:00:00Z') + day * 86_400_000).toISOString();
    const compared = compareWithBefore(BEFORE, answer(rows, last, { fetchedAt }), seen);
    seen = compared.kind === 'shrunk' ? compared.seen : [];
    return compared.kind;
  });
}

test.each<[string, Array<[number, number, string]>, string[]]>([
  [
    'a reused symbol on the third night',
    [
      [0, 1, '2026-11-24'],
      [1, 2, '2026-11-25'],
      [2, 3, '2026-11-26'],
    ],
    ['shrunk', 'shrunk', 'fine'],
  ],
  [
    'not thrice in one night',
    [
      [0, 1, '2026-11-24'],
      [0.1, 1, '2026-11-24'],
      [0.2, 1, '2026-11-24'],
    ],
    ['shrunk', 'shrunk', 'shrunk'],
  ],
  [
    'not in two nights with a job after midnight',
    [
      [0, 1, '2026-11-24'],
      [0.3, 1, '2026-11-24'],
      [1, 1, '2026-11-24'],
      [1.3, 1, '2026-11-24'],
      [2, 1, '2026-11-24'],
    ],
    ['shrunk', 'shrunk', 'shrunk', 'shrunk', 'fine'],
  ],
  [
    'not with another first date',
    [
      [0, 9, '2026-11-24'],
      [1, 400, '2026-11-25'],
      [2, 9, '2026-11-26'],
    ],
    ['shrunk', 'shrunk', 'shrunk'],
  ],
  [
    'not with an earlier last date',
    [
      [0, 1, '2026-11-24'],
      [1, 1, '2026-11-24'],
      [2, 1, '2026-11-20'],
    ],
    ['shrunk', 'shrunk', 'shrunk'],
  ],
  [
    'a series that ended, though its first row moves on',
    [
      [0, 1254, '2026-11-20'],
      [1, 1254, '2026-11-20'],
      [2, 1254, '2026-11-20'],
    ],
    ['shrunk', 'shrunk', 'fine'],
  ],
  [
    'from the night on from which they agree',
    [
      [0, 400, '2026-11-24'],
      [1, 1, '2026-11-25'],
      [2, 2, '2026-11-26'],
      [3, 3, '2026-11-27'],
    ],
    ['shrunk', 'shrunk', 'shrunk', 'fine'],
  ],
])('worse answers are believed: %s', (_, answers, kinds) => {
  expect(nights(answers)).toEqual(kinds);
});
