import { gzipSync } from 'node:zlib';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { decodeDocument, InvalidTickerDocument } from '../../src/documents/decode-document.ts';
import { tickerDocumentSchema } from '../../src/documents/document-schema.ts';
import { encodeDocument } from '../../src/documents/encode-document.ts';
import type { TickerDocument } from '../../src/documents/ticker-document.ts';
import { compileTickerSchema } from '../support/ticker-schema.ts';

const document: TickerDocument = {
  v: 1,
  symbol: 'AAPL',
  currency: 'USD',
  exchange: 'NMS',
  timezone: 'America/New_York',
  type: 'EQUITY',
  range: '5y',
  interval: '1d',
  source: 'yahoo',
  fetchedAt: '2026-11-24T21:30:00.000Z',
  dates: ['2026-11-20', '2026-11-23', '2026-11-24'],
  open: [164.98, null, 166],
  high: [166, null, 167.5],
  low: [164, null, 165.25],
  close: [165.5, null, 167],
  adjClose: [165.29, null, 167],
  volume: [73_426_100, null, 0],
  dividends: [{ date: '2026-11-24', amount: 0.205 }],
  splits: [{ date: '2026-11-20', numerator: 4, denominator: 1 }],
};

const broken: Array<[what: string, change: object]> = [
  ['no rows', { dates: [], open: [], high: [], low: [], close: [], adjClose: [], volume: [] }],
  ['a field that is not in it', { rows: [] }],
  ['a missing column', { adjClose: undefined }],
  ['text in the place of a price', { close: [165.5, null, '167'] }],
  ['a date in another order', { dates: ['20-11-2026', '2026-11-23', '2026-11-24'] }],
  ['a day that does not exist', { dates: ['2026-02-30', '2026-11-23', '2026-11-24'] }],
  ['another interval', { interval: '1wk' }],
  ['a range that is none', { range: '3mo' }],
  ['another version', { v: 2 }],
  ['an unknown source', { source: 'guess' }],
  ['a time without a zone', { fetchedAt: '2026-11-24T21:30:00' }],
  ['a split by nothing', { splits: [{ date: '2026-11-20', numerator: 4, denominator: 0 }] }],
];

test('docs/ticker-data.schema.json is the schema that the code holds documents to', async () => {
  const schema = {
    title: 'ticker-data',
    ...z.toJSONSchema(tickerDocumentSchema, { target: 'draft-2020-12' }),
  };
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(
    '../../docs/ticker-data.schema.json',
  );
});

test('the published schema is a valid JSON Schema of 2020-12', async () => {
  const { schema } = await compileTickerSchema();
  expect(new Ajv2020({ strict: false }).validateSchema(schema)).toBe(true);
});

test('a document satisfies the published schema', async () => {
  const { validate } = await compileTickerSchema();
  expect(validate(document), JSON.stringify(validate.errors)).toBe(true);
  expect(validate({ ...document, currency: null })).toBe(true);
});

test.each(broken)('the published schema refuses %s', async (_, change) => {
  const { validate } = await compileTickerSchema();
  expect(validate(JSON.parse(JSON.stringify({ ...document, ...change })))).toBe(false);
});

test.each([
  ...broken,
  ['columns of unequal length', { high: [166, null] }],
  ['dates that do not ascend', { dates: ['2026-11-23', '2026-11-20', '2026-11-24'] }],
  ['a date twice', { dates: ['2026-11-20', '2026-11-20', '2026-11-24'] }],
])('the reader refuses %s', async (_, change) => {
  const value = JSON.stringify({ ...document, ...change });
  await expect(decodeDocument(value)).rejects.toThrow(InvalidTickerDocument);
});

test.each(['none', 'gzip'] as const)(
  'a document written with compress %s is read back whole',
  async (compress) => {
    const value = await encodeDocument(document, compress);
    expect(value.startsWith('gz:')).toBe(compress === 'gzip');
    expect(await decodeDocument(value)).toEqual(document);
  },
);

test.each([
  ['', 'the value is no JSON'],
  ['{"v":1', 'the value is no JSON'],
  ['gz:@@@', 'the value is no base64 of gzipped JSON'],
  [`gz:${gzipSync('nothing').toString('base64')}`, 'the value is no base64 of gzipped JSON'],
  ['{"v":1}', 'symbol: '],
  [JSON.stringify({ ...document, high: [1] }), 'high has 1 rows, dates has 3'],
])('the value %.30s is refused in words: %s', async (value, words) => {
  await expect(decodeDocument(value)).rejects.toThrow(words);
});

test('a value that unpacks to more than any document is refused, however well it ends', async () => {
  const bomb = gzipSync(' '.repeat(17 * 1024 * 1024) + JSON.stringify(document)).toString('base64');
  await expect(decodeDocument(`gz:${bomb}`)).rejects.toThrow(InvalidTickerDocument);
});
