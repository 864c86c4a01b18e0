import { expect } from 'vitest';
import type { TickerDocument } from '../../src/documents/ticker-document.ts';
import { chartDocument } from '../../src/sources/chart-document.ts';
import { parseBody } from '../../src/sources/parse-body.ts';
import type { PriceAnswer } from '../../src/sources/price-source.ts';
import { compileTickerSchema } from './ticker-schema.ts';

export const [FRIDAY, MONDAY, TUESDAY] = ['2026-11-20', '2026-11-23', '2026-11-24'];
export const seconds = (date: string) => Date.parse(`${date}T14:30:00Z`) / 1000;
export const CLOSES = [100.5, 101.5, 102.5];

export interface ChartParts {
  meta: Record<string, unknown>;
  timestamp: unknown[];
  quote: Record<string, unknown[]>;
  adjclose: unknown[] | undefined;
  events: Record<string, Record<string, unknown>>;
}

/** A chart as Yahoo sends it, whatever stands in its parts. */
export interface SentChart {
  meta: Record<string, unknown>;
  timestamp: unknown;
  events: unknown;
  indicators: { quote: unknown; adjclose: unknown };
}

/** A sound chart of three rows with something done to it, as the document that comes of it. */
export async function documentOf(
  change: (parts: ChartParts) => void,
  body = (text: string) => text,
): Promise<TickerDocument> {
  const parts = soundParts();
  change(parts);
  const { adjclose, quote, ...rest } = parts;
  const indicators = { quote: [quote], ...(adjclose && { adjclose: [{ adjclose }] }) };
  const { document } = await read(body(JSON.stringify({ ...rest, indicators })));
  return document;
}

function soundParts(): ChartParts {
  return {
    meta: {
      symbol: 'AAPL',
      currency: 'USD',
      exchangeName: 'NMS',
      instrumentType: 'EQUITY',
      exchangeTimezoneName: 'America/New_York',
      regularMarketTime: seconds(TUESDAY) + 6.5 * 3600,
      currentTradingPeriod: { regular: { start: seconds(TUESDAY), end: seconds(TUESDAY) + 6.5 * 3600 } },
    },
    timestamp: [FRIDAY, MONDAY, TUESDAY].map(seconds),
    quote: {
      open: [100, 101, 102],
      high: [101, 102, 103],
      low: [99, 100, 101],
      close: [...CLOSES],
      volume: [1000, 1100, 1200],
    },
    adjclose: [...CLOSES],
    events: {},
  };
}

/** The same chart with something done to its shape; the answer holds the document. */
export async function answerOf(change: (chart: SentChart) => unknown) {
  const chart = soundChart();
  change(chart);
  return read(JSON.stringify(chart));
}

export function soundChart(): SentChart {
  const { adjclose, quote, ...rest } = soundParts();
  return { ...rest, indicators: { quote: [quote], adjclose: [{ adjclose }] } };
}

/** Two hours after the last session of the chart. */
export function readChart(text: string): PriceAnswer {
  const now = new Date('2026-11-24T22:00:00Z');
  return chartDocument(parseBody(text), { ticker: 'AAPL', range: '1y', source: 'yahoo', now, period1: 0 });
}

async function read(text: string) {
  const answer = readChart(text);
  if (answer.kind !== 'document') throw new Error(JSON.stringify(answer));
  const { validate } = await compileTickerSchema();
  expect(validate(JSON.parse(JSON.stringify(answer.document))), JSON.stringify(validate.errors)).toBe(true);
  return answer;
}
