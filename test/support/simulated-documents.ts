import * as z from 'zod';
import type { Range } from '../../src/core/options.ts';
import type { TickerDocument } from '../../src/documents/ticker-document.ts';
import { simulateChart } from '../../src/local/market/simulated-market.ts';
import { chartDocument } from '../../src/sources/chart-document.ts';

export const SIMULATED_AT = new Date('2026-11-24T12:00:00Z');
const bodySchema = z.object({ chart: z.object({ result: z.tuple([z.unknown()]) }) });

/** The document of a symbol of the simulated market, as a run would store it. */
export function simulatedDocument(
  symbol: string,
  { years = 10, alter = (chart: unknown) => chart } = {},
): TickerDocument {
  const period1 = Date.UTC(2026 - years, 10, 24) / 1000;
  const { body } = simulateChart(symbol, period1, SIMULATED_AT.getTime() / 1000, SIMULATED_AT);
  const [chart] = bodySchema.parse(body).chart.result;
  const range: Range = years === 10 ? '10y' : '5y';
  const answer = chartDocument(alter(chart), {
    ticker: symbol,
    range,
    source: 'simulated',
    now: SIMULATED_AT,
    period1,
  });
  if (answer.kind !== 'document') throw new Error(JSON.stringify(answer));
  return answer.document;
}

/** Another row for each number, all over a document. */
export function rowOf({ dates }: TickerDocument, number: number): number {
  return 5 + ((number * 7919) % (dates.length - 10));
}

export function withoutRows(document: TickerDocument, first: number, count: number): TickerDocument {
  const cut = <Cell>(column: Cell[]) => column.toSpliced(first, count);
  const { dates, open, high, low, close, adjClose, volume } = document;
  return {
    ...document,
    dates: cut(dates),
    open: cut(open),
    high: cut(high),
    low: cut(low),
    close: cut(close),
    adjClose: cut(adjClose),
    volume: cut(volume),
  };
}
