import * as z from 'zod/mini';
import { type Job, TICKER_SOURCES } from '../../core/job.ts';
import { createAndStart } from '../../jobs/create-and-start.ts';
import { forecastStart } from '../../jobs/forecast-job.ts';
import type { TickerList } from '../../tickers/ticker-list.ts';
import { batchFields, leftOutOf, optionFields, parseTickersField, tickersField } from '../fields.ts';
import { idempotencyKey } from '../idempotency-key.ts';
import { Problem } from '../problem.ts';
import { postRoute } from '../route.ts';
import { startPorts } from '../start-ports.ts';
import { renderForecast, renderStarted } from './render-started.ts';

const body = z
  .strictObject({
    tickerSource: z.optional(z.enum(TICKER_SOURCES)).check(z.describe('sp500, all or custom')),
    tickers: z
      .optional(tickersField)
      .check(
        z.describe(
          'a list of symbols such as AAPL or BRK-B, or one text with commas, spaces or lines between them; needed for custom, and only there',
        ),
      ),
    ...batchFields,
    ...optionFields,
    startImmediately: z._default(z.boolean(), true).check(z.describe('true or false; true if not given')),
    dryRun: z._default(z.boolean(), false).check(z.describe('true or false; false if not given')),
  })
  .check(
    z.refine(({ tickerSource, tickers }) => tickerSource !== undefined || tickers !== undefined, {
      path: ['tickerSource'],
    }),
  );

export const startRoute = postRoute(
  {
    summary: 'Make a job and start it',
    description:
      'Plans a universe against what is cached, and starts the first run. With tickers, tickerSource is custom if it is not given. With startImmediately false the job waits to be continued. With dryRun true nothing is written or started: the answer says what the job would do and take.',
    body,
    example: { tickerSource: 'sp500', batchSize: 5, startImmediately: true },
    headers: {
      'Idempotency-Key': 'The same key gives the same job for 24 hours; with another body it is refused.',
    },
    problems: [409, 429, 502],
  },
  async ({ fields, request, ports }) => {
    const { tickerSource = 'custom', tickers, startImmediately, dryRun, ...options } = fields;
    const list = listOf(tickerSource, tickers);
    if (dryRun) {
      const request = { tickerSource, tickers: list?.tickers, options };
      const forecast = await forecastStart(request, ports);
      return Response.json({
        ...(await renderForecast(forecast, ports.redis)),
        ...(list && leftOutOf(list)),
      });
    }
    const wanted = {
      tickerSource,
      tickers: list?.tickers,
      options,
      start: startImmediately,
      idempotencyKey: idempotencyKey(request),
    };
    const started = await createAndStart(wanted, startPorts(ports, startImmediately));
    return Response.json({ ...(await renderStarted(started, ports.redis)), ...(list && leftOutOf(list)) });
  },
);

function listOf(
  tickerSource: Job['tickerSource'],
  given: z.infer<typeof tickersField> = [],
): TickerList | undefined {
  if (tickerSource === 'custom') return parseTickersField(given);
  if (given.length === 0) return undefined;
  const message = `must be left out unless tickerSource is custom`;
  throw new Problem('invalid-field', `tickers ${message}.`, { issues: [{ path: 'tickers', message }] });
}
