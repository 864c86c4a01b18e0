import * as z from 'zod/mini';
import type { CheckReport } from '../../core/check-report.ts';
import { checkCache } from '../../jobs/check-cache.ts';
import { taggedJson } from '../etag.ts';
import { leftOutOf, parseTickersField, universeField } from '../fields.ts';
import { Problem } from '../problem.ts';
import { getRoute } from '../route.ts';

export const checkRoute = getRoute(
  {
    summary: 'What is wrong with the cache',
    description: 'From the index and the failed markers; fill-cache check --deep reads the documents too.',
    query: z.object({
      universe: universeField,
      tickers: z
        .optional(z.string())
        .check(
          z.describe(
            'symbols such as AAPL or BRK-B, with commas or spaces between them; in place of a universe',
          ),
        ),
    }),
    headers: { 'If-None-Match': 'The ETag of an earlier answer: 304 while the findings are the same.' },
    problems: [413],
  },
  async ({ fields: { universe, tickers }, request, ports }) => {
    if (universe !== undefined && tickers !== undefined) {
      const message = 'must be left out if universe is given';
      throw new Problem('invalid-field', `tickers ${message}.`, { issues: [{ path: 'tickers', message }] });
    }
    const list = tickers === undefined ? undefined : parseTickersField(tickers);
    const priceSource = await ports.source.name();
    const report: CheckReport = await checkCache(
      { universe, tickers: list?.tickers },
      { ...ports, priceSource },
    );
    const body = { success: true, ...report, ...(list && leftOutOf(list)) };
    return taggedJson(request, { ...body, asOf: new Date(ports.clock.now()).toISOString() }, body);
  },
);
