import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { tickerDocumentSchema } from '../../src/documents/document-schema.ts';
import type { TickerDocument } from '../../src/documents/ticker-document.ts';
import { simulateChart } from '../../src/local/market/simulated-market.ts';
import { chartDocument } from '../../src/sources/chart-document.ts';
import { parseBody } from '../../src/sources/parse-body.ts';

const now = new Date('2026-11-24T12:00:00Z');
const period1 = now.getTime() / 1000 - 366 * 86_400;

const column = z.array(z.union([z.number(), z.string()]));
const bodySchema = z.object({
  chart: z.looseObject({
    result: z.tuple([
      z.looseObject({
        timestamp: column,
        events: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()))),
        indicators: z.object({
          quote: z.tuple([z.record(z.string(), column)]),
          adjclose: z.tuple([z.object({ adjclose: column })]),
        }),
      }),
    ]),
  }),
});

/** A sound year of a share that pays dividends. */
function soundYear() {
  return bodySchema.parse(simulateChart('AAPL', period1, now.getTime() / 1000, now).body);
}

function read(text: string): TickerDocument {
  const sent = bodySchemaOfAnything.parse(parseBody(text)).chart.result[0];
  const answer = chartDocument(sent, { ticker: 'AAPL', range: '1y', source: 'yahoo', now, period1 });
  if (answer.kind !== 'document') throw new Error(JSON.stringify(answer));
  return tickerDocumentSchema.parse(JSON.parse(JSON.stringify(answer.document)));
}
const bodySchemaOfAnything = z.object({ chart: z.object({ result: z.tuple([z.unknown()]) }) });

const PLACE = 'the junk comes here';
/** JSON, or what Yahoo sends for it: no cell may hold it, whichever column it is in. */
const junk = fc.oneof(
  fc.constantFrom(
    'NaN',
    'Infinity',
    '-Infinity',
    '1e999',
    '0',
    '{}',
    '[]',
    'true',
    'false',
    '""',
    '"12.5abc"',
    '"-Infinity"',
    '"100.5"',
  ),
  fc.string().map((text) => JSON.stringify(text)),
  fc
    .jsonValue()
    .filter((value) => value !== null && typeof value !== 'number')
    .map((value) => JSON.stringify(value)),
);
const COLUMNS = ['open', 'high', 'low', 'close', 'adjClose', 'volume'] as const;
const sound = read(JSON.stringify(soundYear()));
const rows = sound.dates.length;

test('a sound year with dividends has no issues', () => {
  expect(sound.dividends.length).toBeGreaterThan(2);
  expect(sound).not.toHaveProperty('issues');
  expect(sound).not.toHaveProperty('capitalGains');
});

test('whatever one cell holds, all others come out as they were, and that one alone is noted', () => {
  const cell = fc.record({ name: fc.constantFrom(...COLUMNS), row: fc.nat(rows - 1), junk });
  fc.assert(
    fc.property(cell, ({ name, row, junk }) => {
      fc.pre(!(name === 'volume' && junk === '0'));
      const body = soundYear();
      const [{ indicators }] = body.chart.result;
      const cells = name === 'adjClose' ? indicators.adjclose[0].adjclose : indicators.quote[0][name];
      cells?.splice(row, 1, PLACE);
      const { issues, ...document } = read(JSON.stringify(body).replace(`"${PLACE}"`, () => junk));
      const expected = { ...sound, [name]: sound[name].with(row, document[name][row] ?? null) };
      expect(document).toEqual(expected);
      if (name === 'adjClose') expect(document.adjClose[row]).toBeCloseTo(sound.adjClose[row] ?? 0, 4);
      else expect(document[name][row]).toBeNull();
      expect(issues).toMatchObject([{ date: sound.dates[row], column: name }]);
    }),
    { numRuns: 400 },
  );
});

test('whatever one instant is, all other rows come out as they were, and that one alone is noted', () => {
  fc.assert(
    fc.property(fc.nat(rows - 1), junk, (row, junk) => {
      const body = soundYear();
      body.chart.result[0].timestamp.splice(row, 1, PLACE);
      const { issues, ...document } = read(JSON.stringify(body).replace(`"${PLACE}"`, () => junk));
      expect(document.dates).toEqual(sound.dates.toSpliced(row, 1));
      expect(document.close).toEqual(sound.close.toSpliced(row, 1));
      expect(issues).toMatchObject([{ kind: 'bad-value', column: 'dates' }]);
    }),
    { numRuns: 100 },
  );
});

test('whatever one event holds, all prices and the other events come out as they were', () => {
  const figure = fc.constantFrom('amount', 'date');
  fc.assert(
    fc.property(fc.nat(sound.dividends.length - 1), figure, junk, (index, name, junk) => {
      fc.pre(!(name === 'amount' && junk === '0'));
      const body = soundYear();
      const event = Object.values(body.chart.result[0].events.dividends ?? {})[index];
      if (event) event[name] = PLACE;
      const { issues, ...document } = read(JSON.stringify(body).replace(`"${PLACE}"`, () => junk));
      expect(document).toEqual({ ...sound, dividends: sound.dividends.toSpliced(index, 1) });
      // Without the dividend nothing explains the adjusted closes before it: that is said too.
      const kinds = issues?.map(({ kind }) => kind);
      expect(kinds).toContain('bad-event');
      expect(kinds?.filter((kind) => kind === 'bad-event')).toHaveLength(1);
    }),
    { numRuns: 100 },
  );
});
