import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tickerDocumentSchema } from '../../src/documents/document-schema.ts';
import type { Issue, TickerDocument } from '../../src/documents/ticker-document.ts';
import {
  answerOf,
  CLOSES,
  MONDAY,
  readChart,
  type SentChart,
  seconds,
  soundChart,
  TUESDAY,
} from '../support/three-row-chart.ts';

// What surrounds the cells may be odd too: as long as rows have dates and prices, the ticker is not lost for it.

const quoteOf = ({ indicators }: SentChart) => (indicators.quote as Record<string, unknown>[])[0] ?? {};
const regular = (chart: SentChart, given: object) => {
  chart.meta.currentTradingPeriod = { regular: given };
};
const unusable = (column: string, value: string | number): Issue => ({
  kind: 'bad-event',
  date: TUESDAY,
  column,
  value,
});

test.each<[what: string, change: (chart: SentChart) => unknown, document: Partial<TickerDocument>]>([
  [
    'no adjusted closes: null',
    ({ indicators }) => Object.assign(indicators, { adjclose: null }),
    { adjClose: CLOSES },
  ],
  ['no adjusted closes: [null]', ({ indicators }) => Object.assign(indicators, { adjclose: [null] }), {}],
  [
    'an adjusted column of null',
    ({ indicators }) => Object.assign(indicators, { adjclose: [{ adjclose: null }] }),
    {},
  ],
  [
    'a volume column of null',
    (chart) => Object.assign(quoteOf(chart), { volume: null }),
    { volume: [null, null, null] },
  ],
  [
    'an open column of null',
    (chart) => Object.assign(quoteOf(chart), { open: null }),
    { open: [null, null, null] },
  ],
  ['events that are an empty list', (chart) => Object.assign(chart, { events: [] }), {}],
  [
    'dividends that are an empty list',
    (chart) => Object.assign(chart, { events: { dividends: [] } }),
    { dividends: [] },
  ],
  [
    'dividends that are a list',
    (chart) =>
      Object.assign(chart, {
        events: { capitalGains: null, dividends: [{ date: seconds(MONDAY), amount: 0 }] },
      }),
    { dividends: [{ date: MONDAY, amount: 0 }] },
  ],
  ['a currency that is a number', ({ meta }) => Object.assign(meta, { currency: 5 }), { currency: null }],
  ['an empty currency', ({ meta }) => Object.assign(meta, { currency: '' }), { currency: null }],
  ['an exchange of null', ({ meta }) => Object.assign(meta, { exchangeName: null }), { exchange: '' }],
  ['a type that is a number', ({ meta }) => Object.assign(meta, { instrumentType: 7 }), { type: '' }],
  [
    'no time zone, of a known exchange',
    ({ meta }) => Object.assign(meta, { exchangeTimezoneName: null, gmtoffset: 0 }),
    { timezone: 'America/New_York' },
  ],
  [
    'no time zone and no exchange',
    ({ meta }) => Object.assign(meta, { exchangeTimezoneName: null, exchangeName: '', gmtoffset: -18_000 }),
    { timezone: 'Etc/GMT+5' },
  ],
  ['a granularity of null', ({ meta }) => Object.assign(meta, { dataGranularity: null }), {}],
])('%s costs no row and is no issue', async (_, change, expected) => {
  const { document } = await answerOf(change);
  expect(document).toMatchObject({ close: CLOSES, adjClose: CLOSES, ...expected });
  expect(document).not.toHaveProperty('issues');
});

test.each<[what: string, change: (chart: SentChart) => unknown, issues: Issue[]]>([
  [
    'dividends that are a text',
    (chart) => Object.assign(chart, { events: { dividends: 'none' } }),
    [unusable('dividends', 'none')],
  ],
  [
    'splits that are a number',
    (chart) => Object.assign(chart, { events: { splits: 4 } }),
    [unusable('splits', 4)],
  ],
])('%s are left out and noted', async (_, change, issues) => {
  const { document } = await answerOf(change);
  expect([document.close, document.issues]).toEqual([CLOSES, issues]);
});

test.each([1e308, -1e308, seconds(TUESDAY) * 1_000, -5, 0, '', {}])(
  'a last trade at %j is not known',
  async (time) => {
    const { document, lastTrade } = await answerOf(({ meta }) =>
      Object.assign(meta, { regularMarketTime: time }),
    );
    expect([document.close, lastTrade]).toEqual([CLOSES, null]);
  },
);

test.each([
  { start: 1e308, end: 1e308 },
  { start: -1e308, end: 1e308 },
  { start: seconds(TUESDAY) * 1_000, end: seconds(TUESDAY) * 1_000 },
  { start: null, end: null },
])('hours of a session that are none, %j, are as if none were sent', async (hours) => {
  const { document } = await answerOf((chart) => regular(chart, hours));
  expect(document.close).toEqual(CLOSES.slice(0, 2));
});

const junk = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(1e308, -1e308, 5e-324, 8.64e15, 1e20, -1, 0, 0.5, '12.5abc', '', null, [], {}, [
    [],
  ]),
);
const paying = {
  ...soundChart(),
  events: {
    dividends: { a: { date: seconds(MONDAY), amount: 1 } },
    splits: { b: { date: seconds(MONDAY), numerator: 4, denominator: 1 } },
  },
};
const places = placesIn(paying);

test('whatever stands in three places of a chart, it gives a document of the schema, or one sentence', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(places.length - 1), junk), { maxLength: 3 }), (replaced) => {
      let chart: unknown = paying;
      for (const [place, value] of replaced) chart = withJunk(chart, places[place] ?? [], value);
      const answer = readChart(JSON.stringify(chart));
      if (answer.kind === 'document') tickerDocumentSchema.parse(JSON.parse(JSON.stringify(answer.document)));
      else expect(answer).toMatchObject({ error: expect.stringMatching(/^[^\n]{1,250}$/) });
    }),
    { numRuns: 1_000 },
  );
});

/** The paths of all values in JSON, of the lists and objects too. */
function placesIn(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([name, part]) => placesIn(part, [...path, name]))];
}

function withJunk(value: unknown, [name, ...path]: readonly string[], junk: unknown): unknown {
  if (name === undefined) return junk;
  // An earlier piece of junk may stand where the path leads.
  if (typeof value !== 'object' || value === null || !(name in value)) return value;
  const part = withJunk(Reflect.get(value, name), path, junk);
  return Array.isArray(value) ? value.with(Number(name), part) : { ...value, [name]: part };
}
