import type { TickerDocument } from './replies.ts';

const COLUMNS = ['open', 'high', 'low', 'close', 'adjClose', 'volume'] as const;

/** A row for each date; a value that is not known is empty, a split is `4:1`. */
export function documentCsv(document: TickerDocument): string {
  const dividends = new Map(document.dividends.map(({ date, amount }) => [date, amount]));
  const splits = new Map(
    document.splits.map(({ date, numerator, denominator }) => [date, `${numerator}:${denominator}`]),
  );
  const rows = document.dates.map((date, row) => [
    date,
    ...COLUMNS.map((column) => document[column][row] ?? ''),
    dividends.get(date) ?? '',
    splits.get(date) ?? '',
  ]);
  const head = ['date', ...COLUMNS, 'dividend', 'split'];
  return [head, ...rows].map((cells) => `${cells.join(',')}\r\n`).join('');
}
