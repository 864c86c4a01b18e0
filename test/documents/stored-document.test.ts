import { expect, test } from 'vitest';
import { decodeDocument } from '../../src/documents/decode-document.ts';
import { storedDocument } from '../../src/documents/stored-document.ts';
import { aDocument } from '../support/scripted-source.ts';

test('the index entry says what the document holds', async () => {
  const issues = [
    { kind: 'jump' as const, date: '2026-11-23', column: 'close', value: 10_150 },
    { kind: 'bad-value' as const, date: '2026-11-20', column: 'open', value: 'NaN' },
    { kind: 'bad-value' as const, date: '2026-11-20', column: 'high', value: 0 },
  ];
  const document = aDocument('AAPL', { issues });
  const { value, entry } = await storedDocument(document, 'gzip', 1_795_000_000);
  expect(entry).toEqual({
    fetchedAt: Date.parse('2026-11-24T17:00:00Z'),
    range: '5y',
    source: 'yahoo',
    compress: 'gzip',
    held: {
      rows: 2,
      first: '2026-11-20',
      last: '2026-11-23',
      exchange: 'NMS',
      lastTrade: 1_795_000_000,
      issues: { jump: 1, 'bad-value': 2 },
    },
  });
  expect(await decodeDocument(value)).toEqual(document);
});

test('a sound document is as long as it was before there were issues', async () => {
  const { value, entry } = await storedDocument(aDocument('AAPL'), 'none');
  expect(Object.keys(JSON.parse(value)).at(-1)).toBe('splits');
  expect(entry.held).toMatchObject({ issues: {}, lastTrade: null });
});
