import * as z from 'zod';
import { decodeDocument, InvalidTickerDocument } from '../../documents/decode-document.ts';
import { tickerDocumentSchema } from '../../documents/document-schema.ts';
import { readTickerRecord } from '../../store/read-ticker-record.ts';
import type { Redis } from '../../store/redis.ts';
import { normalizeTicker, spellingsOf } from '../../tickers/symbol.ts';
import { taggedJson } from '../etag.ts';
import { Problem } from '../problem.ts';
import { getRoute } from '../route.ts';

export const tickerDataRoute = getRoute(
  {
    path: '/api/ticker-data',
    access: 'read',
    summary: 'The price history of a ticker',
    query: z.object({
      ticker: z.string().describe('a symbol such as AAPL or BRK-B; BRK.B and brk/b are the same'),
    }),
    headers: { 'If-None-Match': 'The ETag of an earlier answer: 304 while the document is the same.' },
    answers: {
      200: { description: 'The document, however it is stored.', schema: tickerDocumentSchema },
      304: { description: 'It is the same.', schema: z.null() },
    },
    problems: [404],
  },
  async ({ fields, request, ports }) => {
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
    return taggedJson(request, await readDocument(value, ticker));
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
