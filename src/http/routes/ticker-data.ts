import * as z from 'zod/mini';
import { betweenDates, dateRangeProblem } from '../../documents/date-range.ts';
import { decodeDocument, InvalidTickerDocument } from '../../documents/decode-document.ts';
import { csvHead, csvRows } from '../../documents/document-table.ts';
import { INTERVALS, inInterval } from '../../documents/resample.ts';
import { readTickerRecord } from '../../store/read-ticker-record.ts';
import type { Redis } from '../../store/redis.ts';
import { normalizeTicker, spellingsOf } from '../../tickers/symbol.ts';
import { taggedAnswer, taggedJson } from '../etag.ts';
import { Problem } from '../problem.ts';
import { getRoute } from '../route.ts';

/** Whether it is one is asked with both at hand, so that one sentence says what is wrong. */
const dateField = z.optional(z.string()).check(z.meta({ format: 'date' }));

export const tickerDataRoute = getRoute(
  {
    summary: 'The price history of a ticker',
    description:
      'All of it, or the rows between two dates, for each day, week or month; as the document, or as CSV. There an event is in the row of its day, week or month.',
    query: z.object({
      ticker: z.string().check(z.describe('a symbol such as AAPL or BRK-B; BRK.B and brk/b are the same')),
      from: dateField.check(z.describe('a date such as 2026-01-02: the first that is given')),
      to: dateField.check(z.describe('a date such as 2026-11-20: the last that is given')),
      interval: z._default(z.enum(INTERVALS), '1d').check(z.describe('1d, 1wk or 1mo; 1d if not given')),
      format: z._default(z.enum(['json', 'csv']), 'json').check(z.describe('json or csv; json if not given')),
    }),
    headers: { 'If-None-Match': 'The ETag of an earlier answer: 304 while the document is the same.' },
    problems: [404],
  },
  async ({ fields, request, ports }) => {
    const { from, to, interval, format } = fields;
    const problem = dateRangeProblem({ from, to });
    if (problem) {
      const { field, message } = problem;
      throw new Problem('invalid-field', `${field} ${message}.`, { issues: [{ path: field, message }] });
    }
    const ticker = normalizeTicker(fields.ticker);
    if (ticker === null) {
      const message = 'must be a symbol such as AAPL or BRK-B';
      throw new Problem('invalid-field', `ticker ${message}.`, { issues: [{ path: 'ticker', message }] });
    }
    const { value, marker } = await readSpellings(ports.redis, ticker);
    if (value === null) {
      const why = marker ? `it failed at ${marker.failedAt}: ${marker.error}` : 'fill it first';
      throw new Problem('unknown-ticker', `${ticker} is not cached: ${why}.`);
    }
    const document = inInterval(betweenDates(await readDocument(value, ticker), { from, to }), interval);
    if (format === 'json') return taggedJson(request, document);
    return taggedAnswer(request, [format, document], (headers) => {
      const type = 'text/csv; charset=utf-8; header=present';
      return new Response(csvHead() + csvRows(document), { headers: { ...headers, 'content-type': type } });
    });
  },
);

/** Where nothing is known of the likelier spelling, the document of the other counts. */
async function readSpellings(redis: Redis, ticker: string) {
  const [likelier = ticker, other] = spellingsOf(ticker);
  const read = await readTickerRecord(redis, likelier);
  if (read.value !== null || read.marker || other === undefined) return read;
  const second = await readTickerRecord(redis, other);
  return second.value === null ? read : second;
}

async function readDocument(value: string, ticker: string) {
  try {
    return await decodeDocument(value);
  } catch (error) {
    if (!(error instanceof InvalidTickerDocument)) throw error;
    const message = `What is stored for ${ticker} is no document of fill-cache: fill it again.`;
    throw new Problem('unknown-ticker', message, { cause: error });
  }
}
