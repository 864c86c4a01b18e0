import { expect, test } from 'vitest';
import type { Issue, TickerDocument } from '../../src/documents/ticker-document.ts';
import { parseBody } from '../../src/sources/parse-body.ts';
import {
  type ChartParts,
  CLOSES,
  documentOf,
  FRIDAY,
  MONDAY,
  seconds,
  TUESDAY,
} from '../support/three-row-chart.ts';

type Expected = [
  what: string,
  change: (parts: ChartParts) => void,
  document: Partial<TickerDocument>,
  issues: Issue[],
];

const bad = (date: string, column: string, value: number | string): Issue => ({
  kind: 'bad-value',
  date,
  column,
  value,
});
const event = (date: string, column: string, value: number | string): Issue => ({
  kind: 'bad-event',
  date,
  column,
  value,
});
const on = (date: string) => ({ date: seconds(date) });

const CELLS: Expected[] = [
  ['nothing', () => {}, { close: CLOSES, adjClose: CLOSES }, []],
  [
    'a volume that overflowed',
    ({ quote }) => quote.volume?.splice(1, 1, -108_907_296),
    { volume: [1000, null, 1200] },
    [bad(MONDAY, 'volume', -108_907_296)],
  ],
  [
    'an open of 0',
    ({ quote }) => quote.open?.splice(1, 1, 0),
    { open: [100, null, 102] },
    [bad(MONDAY, 'open', 0)],
  ],
  [
    'a negative low',
    ({ quote }) => quote.low?.splice(0, 1, -1),
    { low: [null, 100, 101] },
    [bad(FRIDAY, 'low', -1)],
  ],
  [
    'text that begins as a number',
    ({ quote }) => quote.high?.splice(2, 1, '12.5abc'),
    { high: [101, 102, null] },
    [bad(TUESDAY, 'high', '12.5abc')],
  ],
  [
    'a number as text',
    ({ quote }) => quote.high?.splice(2, 1, '103'),
    { high: [101, 102, null] },
    [bad(TUESDAY, 'high', '103')],
  ],
  [
    'an object',
    ({ quote }) => quote.open?.splice(0, 1, {}),
    { open: [null, 101, 102] },
    [bad(FRIDAY, 'open', '{}')],
  ],
  [
    'a list',
    ({ quote }) => quote.open?.splice(0, 1, [100]),
    { open: [null, 101, 102] },
    [bad(FRIDAY, 'open', '[…]')],
  ],
  [
    'a truth',
    ({ quote }) => quote.close?.splice(1, 1, true),
    { close: [100.5, null, 102.5] },
    [bad(MONDAY, 'close', 'true')],
  ],
  [
    '"Infinity"',
    ({ quote }) => quote.close?.splice(0, 1, 'Infinity'),
    { close: [null, 101.5, 102.5], adjClose: CLOSES },
    [bad(FRIDAY, 'close', 'Infinity')],
  ],
  [
    'a newest close of 0',
    ({ quote }) => quote.close?.splice(2, 1, 0),
    { close: [100.5, 101.5, null], high: [101, 102, 103] },
    [bad(TUESDAY, 'close', 0)],
  ],
  [
    'a price beyond any 32-bit float',
    ({ quote }) => quote.close?.splice(1, 1, 1e308),
    { close: [100.5, null, 102.5], adjClose: CLOSES },
    [bad(MONDAY, 'close', 1e308)],
  ],
  [
    'a price that is 0 as a 32-bit float',
    ({ quote }) => quote.close?.splice(1, 1, 5e-324),
    { close: [100.5, null, 102.5] },
    [bad(MONDAY, 'close', 5e-324)],
  ],
  [
    'a volume beyond any whole number',
    ({ quote }) => quote.volume?.splice(1, 1, 1e308),
    { volume: [1000, null, 1200] },
    [bad(MONDAY, 'volume', 1e308)],
  ],
  [
    'a row without an instant',
    ({ timestamp }) => timestamp.splice(1, 1, null),
    { dates: [FRIDAY, TUESDAY], close: [100.5, 102.5] },
    [bad(FRIDAY, 'dates', 'null')],
  ],
  [
    'a row in milliseconds',
    ({ timestamp }) => timestamp.splice(0, 1, seconds(FRIDAY) * 1000),
    { dates: [MONDAY, TUESDAY] },
    [bad(MONDAY, 'dates', seconds(FRIDAY) * 1000)],
  ],
  [
    'a row of 1970',
    ({ timestamp }) => timestamp.splice(2, 1, 0),
    { dates: [FRIDAY, MONDAY] },
    [bad(MONDAY, 'dates', 0)],
  ],
  [
    'a null open beside a close',
    ({ quote }) => quote.open?.splice(0, 1, null),
    { open: [null, 101, 102] },
    [],
  ],
  ['a null volume', ({ quote }) => quote.volume?.splice(0, 1, null), { volume: [null, 1100, 1200] }, []],
];

const ROWS: Expected[] = [
  [
    'zeros',
    ({ quote, adjclose }) => {
      for (const column of [...Object.values(quote), adjclose]) column?.splice(1, 1, 0);
    },
    {
      dates: [FRIDAY, MONDAY, TUESDAY],
      close: [100.5, null, 102.5],
      volume: [1000, null, 1200],
      adjClose: [100.5, null, 102.5],
    },
    ['open', 'high', 'low', 'close', 'adjClose'].map((column) => bad(MONDAY, column, 0)),
  ],
  [
    'a newest session of nulls',
    ({ quote, adjclose }) => {
      for (const column of [...Object.values(quote), adjclose]) column?.splice(2, 1, null);
    },
    { dates: [FRIDAY, MONDAY], close: [100.5, 101.5] },
    [],
  ],
  [
    'a newest session with a volume alone',
    ({ quote }) => {
      for (const name of ['open', 'high', 'low', 'close']) quote[name]?.splice(2, 1, null);
    },
    { dates: [FRIDAY, MONDAY] },
    [],
  ],
  [
    'a newest session of zeros',
    ({ quote }) => {
      for (const column of Object.values(quote)) column.splice(2, 1, 0);
    },
    { dates: [FRIDAY, MONDAY] },
    [],
  ],
  [
    'a newest session below nothing',
    ({ quote }) => {
      for (const name of ['open', 'high', 'low', 'close']) quote[name]?.splice(2, 1, -1);
    },
    { dates: [FRIDAY, MONDAY], close: [100.5, 101.5] },
    [],
  ],
  [
    'one of two rows of a date',
    (parts) => sendTwice(parts, 0, 77),
    { dates: [FRIDAY, MONDAY, TUESDAY], close: [77, 101.5, 102.5] },
    [bad(FRIDAY, 'dates', seconds(FRIDAY))],
  ],
  [
    'a newest session without a close',
    ({ quote }) => quote.close?.splice(2, 1, null),
    { dates: [FRIDAY, MONDAY] },
    [],
  ],
];

const EVENTS: Expected[] = [
  [
    'a split by nothing',
    ({ events }) => {
      events.splits = { a: { ...on(MONDAY), numerator: 1, denominator: 0 } };
    },
    { splits: [] },
    [event(MONDAY, 'splits', '1/0')],
  ],
  [
    'a split without a part',
    ({ events }) => {
      events.splits = { a: { ...on(MONDAY), numerator: 4 } };
    },
    { splits: [] },
    [event(MONDAY, 'splits', '4/undefined')],
  ],
  [
    'a negative split',
    ({ events }) => {
      events.splits = { a: { ...on(MONDAY), numerator: -4, denominator: 1 } };
    },
    { splits: [] },
    [event(MONDAY, 'splits', '-4/1')],
  ],
  [
    'a dividend in words',
    ({ events }) => {
      events.dividends = { a: { ...on(MONDAY), amount: '0.5abc' } };
    },
    { dividends: [] },
    [event(MONDAY, 'dividends', '0.5abc')],
  ],
  [
    'a dividend without an amount',
    ({ events }) => {
      events.dividends = { a: on(MONDAY) };
    },
    { dividends: [] },
    [event(MONDAY, 'dividends', 'undefined')],
  ],
  [
    'a negative dividend',
    ({ events }) => {
      events.dividends = { a: { ...on(MONDAY), amount: -1 } };
    },
    { dividends: [] },
    [event(MONDAY, 'dividends', -1)],
  ],
  [
    'a dividend without a date',
    ({ events }) => {
      events.dividends = { [seconds(FRIDAY)]: { amount: 1 } };
    },
    { dividends: [] },
    [event(FRIDAY, 'dividends', 'undefined')],
  ],
  [
    'a dividend of nothing',
    ({ events }) => {
      events.dividends = { a: null };
    },
    { dividends: [] },
    [event(TUESDAY, 'dividends', 'undefined')],
  ],
  [
    'a capital gain in words',
    ({ events }) => {
      events.capitalGains = { a: { ...on(MONDAY), amount: 'much' } };
    },
    {},
    [event(MONDAY, 'capitalGains', 'much')],
  ],
  [
    'a dividend beyond any 32-bit float',
    ({ events }) => {
      events.dividends = { a: { ...on(MONDAY), amount: 1e308 } };
    },
    { dividends: [] },
    [event(MONDAY, 'dividends', 1e308)],
  ],
  [
    'a split beyond any 32-bit float',
    ({ events }) => {
      events.splits = { a: { ...on(MONDAY), numerator: 1e308, denominator: 1 } };
    },
    { splits: [] },
    [event(MONDAY, 'splits', '1e+308/1')],
  ],
  [
    'one of two dividends',
    ({ events }) => {
      events.dividends = { a: { ...on(FRIDAY), amount: 1 }, b: { ...on(MONDAY), amount: {} } };
    },
    { dividends: [{ date: FRIDAY, amount: 1 }] },
    [event(MONDAY, 'dividends', '{}')],
  ],
];

const derived = (date: string, value?: string | number): Issue => ({
  kind: 'adjclose-derived',
  date,
  column: 'adjClose',
  ...(value !== undefined && { value }),
});
const unknown = (date: string): Issue => ({ kind: 'adjclose-unknown', date, column: 'adjClose' });
const DIVIDEND = Math.fround(100.5 * Math.fround(1 - 1 / 100.5));

const ADJUSTED: Expected[] = [
  [
    'one beyond any 32-bit float',
    (parts) => {
      parts.adjclose = [1e308, 101.5, 102.5];
    },
    { adjClose: CLOSES },
    [derived(FRIDAY, 1e308)],
  ],
  [
    'a null beside a price beyond any 32-bit float',
    (parts) => {
      parts.quote.close?.splice(1, 1, 1e308);
      parts.adjclose = [null, null, 102.5];
    },
    { close: [100.5, null, 102.5], adjClose: [100.5, null, 102.5] },
    [bad(MONDAY, 'close', 1e308), derived(FRIDAY)],
  ],
  [
    '"-Infinity"',
    (parts) => {
      parts.adjclose = ['-Infinity', 101.5, 102.5];
    },
    { adjClose: CLOSES },
    [derived(FRIDAY, '-Infinity')],
  ],
  [
    'a null beside a close',
    (parts) => {
      parts.adjclose = [100.5, 101.5, null];
    },
    { adjClose: CLOSES },
    [derived(TUESDAY)],
  ],
  [
    'a 0 beside a close',
    (parts) => {
      parts.adjclose = [100.5, 0, 102.5];
    },
    { adjClose: CLOSES },
    [derived(MONDAY, 0)],
  ],
  [
    'two nulls',
    (parts) => {
      parts.adjclose = [null, null, 102.5];
    },
    { adjClose: CLOSES },
    [derived(MONDAY), derived(FRIDAY)],
  ],
  [
    'a null with a neighbour of the same factor',
    (parts) => {
      parts.adjclose = [null, 50.75, 51.25];
    },
    { adjClose: [50.25, 50.75, 51.25] },
    [derived(FRIDAY)],
  ],
  [
    'a null across an ex-date',
    (parts) => {
      parts.adjclose = [null, 101.5, 102.5];
      parts.events.dividends = { a: { ...on(MONDAY), amount: 1 } };
    },
    { adjClose: [null, 101.5, 102.5] },
    [unknown(FRIDAY)],
  ],
  [
    'a null across an event that was left out',
    (parts) => {
      parts.adjclose = [null, 101.5, 102.5];
      parts.events.dividends = { a: on(MONDAY) };
    },
    { adjClose: [null, 101.5, 102.5] },
    [event(MONDAY, 'dividends', 'undefined'), unknown(FRIDAY)],
  ],
  [
    'a null on the near side of an ex-date',
    (parts) => {
      parts.adjclose = [DIVIDEND, null, 102.5];
      parts.events.dividends = { a: { ...on(MONDAY), amount: 1 } };
    },
    { adjClose: [99.5, 101.5, 102.5] },
    [derived(MONDAY)],
  ],
  [
    'none, of a share that paid',
    (parts) => {
      parts.adjclose = undefined;
      parts.events.dividends = { a: { ...on(MONDAY), amount: 1 } };
    },
    { adjClose: [null, null, null] },
    [unknown(TUESDAY)],
  ],
  [
    'nulls alone, of a fund that paid a gain',
    (parts) => {
      parts.adjclose = [null, null, null];
      parts.events.capitalGains = { a: { ...on(MONDAY), amount: 1 } };
    },
    { adjClose: [null, null, null], capitalGains: [{ date: MONDAY, amount: 1 }] },
    [unknown(TUESDAY)],
  ],
  [
    'none, of a share that never paid',
    (parts) => {
      parts.adjclose = undefined;
    },
    { adjClose: CLOSES },
    [],
  ],
  [
    'a negative one',
    (parts) => {
      parts.adjclose = [-3, -3.1, 102.5];
      parts.events.dividends = {};
    },
    { adjClose: [-3, -3.1, 102.5] },
    [
      { kind: 'dividend-mismatch', date: TUESDAY, column: 'adjClose' },
      { kind: 'dividend-mismatch', date: MONDAY, column: 'adjClose' },
    ],
  ],
];

/** Sends a row a second time, with another value in its cells. */
function sendTwice({ timestamp, quote, adjclose }: ChartParts, row: number, value: unknown): void {
  timestamp.splice(row, 0, timestamp[row]);
  for (const column of [...Object.values(quote), adjclose]) column?.splice(row + 1, 0, value);
}

const SILENT: [what: string, change: (parts: ChartParts) => void, document: Partial<TickerDocument>][] = [
  ['a row that is sent twice', (parts) => sendTwice(parts, 1, 101.5), { adjClose: CLOSES, close: CLOSES }],
  [
    'a second row without a price',
    (parts) => sendTwice(parts, 1, null),
    { volume: [1000, 1100, 1200], close: CLOSES },
  ],
  ['a newest row that is sent anew', (parts) => sendTwice(parts, 2, 103), { close: [100.5, 101.5, 103] }],
  [
    'rows from the newest to the oldest',
    ({ timestamp, quote, adjclose }) => {
      for (const column of [timestamp, ...Object.values(quote), adjclose]) column?.reverse();
    },
    { dates: [FRIDAY, MONDAY, TUESDAY], close: CLOSES, volume: [1000, 1100, 1200] },
  ],
  ['an empty column', ({ quote }) => quote.volume?.splice(0), { close: CLOSES, volume: [null, null, null] }],
  [
    'an empty column of adjusted closes',
    ({ adjclose }) => adjclose?.splice(0),
    { close: CLOSES, adjClose: CLOSES },
  ],
];

test.each(SILENT)('%s is no issue', async (_, change, expected) => {
  const document = await documentOf(change);
  expect(document).toMatchObject(expected);
  expect(document).not.toHaveProperty('issues');
});

test('a body in another language than JSON is no chart, however long its names are', () => {
  expect(parseBody('{chart: {result: null}}')).toBeUndefined();
  const before = performance.now();
  expect(parseBody(`{${'a'.repeat(300_000)}:1, "${'\\\\"'.repeat(100_000)}`)).toBeUndefined();
  expect(performance.now() - before).toBeLessThan(2_000);
});

const KINDS: Expected[] = [
  [
    'an index below nothing',
    ({ meta, quote }) => {
      meta.instrumentType = 'INDEX';
      quote.close = [0.01, -0.05, 0.003];
    },
    { close: [0.01, -0.05, 0.003] },
    [],
  ],
  [
    'a future below nothing',
    ({ meta, quote }) => {
      meta.instrumentType = 'FUTURE';
      quote.low = [99, -37.63, 101];
    },
    { low: [99, -37.63, 101] },
    [],
  ],
];

test.each([...CELLS, ...ROWS, ...EVENTS, ...ADJUSTED.slice(0, -1)])(
  '%s costs itself alone, and is noted',
  async (_, change, expected, issues) => {
    const document = await documentOf(change);
    expect(document).toMatchObject(expected);
    expect(document.issues ?? []).toEqual(issues);
  },
);

test.each(KINDS)('%s is kept', async (_, change, expected) => {
  const document = await documentOf((parts) => {
    change(parts);
    parts.adjclose = undefined;
  });
  expect(document).toMatchObject(expected);
  expect(document).not.toHaveProperty('issues');
});

test('an adjusted close below nothing is kept, since a dividend may be larger than the price', async () => {
  const [, change, expected] = ADJUSTED.at(-1) ?? CELLS[0] ?? [];
  expect(await documentOf(change ?? (() => {}))).toMatchObject(expected ?? {});
});

const TOKENS = [
  'NaN',
  'Infinity',
  '-Infinity',
  '1e999',
  'nan',
  '+Infinity',
  'None',
  'undefined',
  '1_000',
  '.5',
  '0x1F',
];

test.each(TOKENS)('the bare token %s is a cell, not a broken body', async (token) => {
  const document = await documentOf(
    ({ quote, meta }) => {
      quote.high?.splice(1, 1, 'TOKEN');
      meta.note = 'NaN "Infinity"';
    },
    (text) => text.replace('"TOKEN"', token),
  );
  expect(document.high).toEqual([101, null, 103]);
  expect(document.issues).toEqual([bad(MONDAY, 'high', token === '1e999' ? 'Infinity' : token)]);
});

test('a text in a cell is noted as one short line', async () => {
  const document = await documentOf(({ quote }) =>
    quote.open?.splice(0, 1, `a\n\u001b[31m${'b'.repeat(500)}`),
  );
  expect(document.issues?.[0]?.value).toBe(`a [31m${'b'.repeat(34)}`);
});

test('of many issues the newest hundred are kept', async () => {
  const days = Array.from({ length: 300 }, (_, day) => seconds(FRIDAY) - (300 - day) * 86_400);
  const document = await documentOf((parts) => {
    parts.timestamp = [...days, ...parts.timestamp];
    const longer = (column: unknown[], value: unknown) => [...days.map(() => value), ...column];
    for (const [name, column] of Object.entries(parts.quote)) parts.quote[name] = longer(column, 100);
    parts.quote.open = longer([100, 101, 102], 'x');
    parts.adjclose = longer(CLOSES, 100);
  });
  expect(document.issues).toHaveLength(100);
  expect(document.issues?.[0]?.date).toBe('2026-11-19');
});
