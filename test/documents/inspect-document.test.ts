import { expect, test } from 'vitest';
import { inspectDocument } from '../../src/documents/inspect-document.ts';
import { rowOf, simulatedDocument, withoutRows } from '../support/simulated-documents.ts';

const documents = Array.from({ length: 500 }, (_, index) => simulatedDocument(`S${index}`));
const hundred = documents.slice(0, 100);
const COLUMNS = ['open', 'high', 'low', 'close', 'volume'] as const;

test('in 500 sound documents of ten years nothing is found', () => {
  expect(documents.filter((document) => inspectDocument(document).size > 0)).toEqual([]);
});

test.each([0, -5, 1e308, 5e-324])(
  'a price of %d is found a hundred times of a hundred, by its date',
  (value) => {
    hundred.forEach((document, number) => {
      const row = rowOf(document, number);
      const column = COLUMNS[number % 4] ?? 'open';
      const bad = { ...document, [column]: document[column].with(row, value) };
      expect(inspectDocument(bad).get('bad-value')).toEqual({ count: 1, last: document.dates[row] });
    });
  },
);

test('a negative volume is found, and one of 0 beside another price', () => {
  hundred.forEach((document, number) => {
    const row = rowOf(document, number);
    const withVolume = (value: number) =>
      inspectDocument({ ...document, volume: document.volume.with(row, value) });
    expect([...withVolume(-1).keys()]).toEqual(['bad-value']);
    const hasMoved = document.close[row] !== document.close[row - 1];
    expect([...withVolume(0).keys()]).toEqual(hasMoved ? ['idle-volume'] : []);
  });
});

test('a bad cell of an answer is found a hundred times of a hundred, by the note that was made', () => {
  for (let number = 0; number < 100; number++) {
    const alter = (chart: unknown) => {
      const text = JSON.stringify(chart);
      const value: { timestamp: number[]; indicators: { quote: Record<string, unknown[]>[] } } =
        JSON.parse(text);
      const column = value.indicators.quote[0]?.[COLUMNS[number % 5] ?? 'open'];
      column?.splice(
        5 + ((number * 7919) % (value.timestamp.length - 10)),
        1,
        ['-Infinity', -7, 'x'][number % 3],
      );
      return value;
    };
    const found = inspectDocument(simulatedDocument(`S${number}`, { alter }));
    expect(found.get('bad-value')?.count).toBe(1);
  }
});

test('what a document notes and what a look at it shows counts once', () => {
  const [document] = documents;
  if (!document) throw new Error('no document');
  const date = document.dates[500] ?? '';
  const cut = { ...withoutRows(document, 500, 1), issues: [{ kind: 'missing-session' as const, date }] };
  expect([...inspectDocument(cut)]).toEqual([['missing-session', { count: 1, last: date }]]);
});

test('an index may close below nothing', () => {
  const [document] = documents;
  if (!document) throw new Error('no document');
  const column = document.close.map(() => -0.05);
  const columns = { open: column, high: column, low: column, close: column, adjClose: column };
  expect([
    ...inspectDocument({
      ...document,
      ...columns,
      type: 'INDEX',
      exchange: 'CGI',
      splits: [],
      dividends: [],
    }),
  ]).toEqual([]);
});
