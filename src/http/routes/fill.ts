import * as z from 'zod/mini';
import { completeOptions } from '../../core/options.ts';
import { withCount } from '../../core/with-count.ts';
import { createAndStart } from '../../jobs/create-and-start.ts';
import { type DirectReport, fillDirectly } from '../../jobs/fill-directly.ts';
import { leftOutOf, optionFields, parseTickersField, tickersField } from '../fields.ts';
import { idempotencyKey } from '../idempotency-key.ts';
import { Problem } from '../problem.ts';
import type { BatchReply, DirectReply } from '../replies/fill.ts';
import { type Call, postRoute } from '../route.ts';
import { withStarter } from '../start-ports.ts';
import { statusPath } from '../status-path.ts';
import { renderDirect } from './render-direct.ts';

/** So many make a job, unless the caller wants them at once… */
const BATCH_TICKERS = 50;
/** …which is possible for so many. */
const MOST_DIRECT_TICKERS = 200;
/** With 40 s for fetches that are open, it is over in 240 s: a function of Vercel lives for 300. */
const DIRECT_SECONDS = 200;

const body = z.strictObject({
  tickers: tickersField,
  action: z
    ._default(z.enum(['fill', 'refresh']), 'fill')
    .check(z.describe('fill or refresh; refresh fetches again what is fresh or marked')),
  useBatch: z
    .optional(z.boolean())
    .check(
      z.describe(`true or false: whether to make a job of it; if not given, from ${BATCH_TICKERS} tickers`),
    ),
  ...optionFields,
});
type Fields = z.infer<typeof body>;

export const fillRoute = postRoute(
  {
    summary: 'Fill some tickers, at once or as a job',
    body,
    example: { tickers: ['AAPL', 'MSFT', 'ZZZZ'], action: 'fill' },
    problems: [429, 502],
  },
  async (call) => {
    const list = parseTickersField(call.fields.tickers);
    const { tickers } = list;
    const asJob = call.fields.useBatch ?? tickers.length >= BATCH_TICKERS;
    const filled = asJob ? await fillAsJob(tickers, call) : await fillAtOnce(tickers, call);
    return Response.json({ ...filled, ...leftOutOf(list) });
  },
);

async function fillAsJob(tickers: string[], { fields, request, ports }: Call<Fields>): Promise<BatchReply> {
  const { tickers: _, action, useBatch, ...options } = fields;
  const { job, run } = await createAndStart(
    {
      tickerSource: 'custom',
      tickers,
      options: { ...options, maxBatches: 0 },
      refresh: action === 'refresh',
      start: true,
      idempotencyKey: idempotencyKey(request),
    },
    withStarter(ports),
  );
  return {
    success: true,
    batchMode: true,
    jobId: job.id,
    message: `Batch job created for ${withCount(tickers.length, 'ticker')}`,
    nextSteps: {
      checkStatus: statusPath(job.id),
      startProcessing: '/api/fill-cache-batch-continue',
      autoStart:
        job.totalBatches === 0
          ? 'Nothing is left to do: the job is completed'
          : 'Job will start automatically in a few seconds',
    },
    ...(run ? { run } : {}),
  };
}

async function fillAtOnce(tickers: string[], { fields, request, ports }: Call<Fields>): Promise<DirectReply> {
  if (tickers.length > MOST_DIRECT_TICKERS) {
    const message = `must be at most ${MOST_DIRECT_TICKERS} with useBatch false, not ${tickers.length}`;
    throw new Problem('invalid-field', `tickers ${message}.`, { issues: [{ path: 'tickers', message }] });
  }
  const { tickers: _, action, useBatch, ...options } = fields;
  const report = await fillDirectly(
    {
      tickers,
      refresh: action === 'refresh',
      priceSource: await ports.source.name(),
      options: completeOptions({ ...options, timeBudget: DIRECT_SECONDS }),
    },
    { ...ports, signal: request.signal },
  );
  refuseIfSourceRefused(report, ports.clock.now());
  return renderDirect(report);
}

/** An answer with some tickers done is a success. With none done, the source has failed. */
function refuseIfSourceRefused({ results, refused }: DirectReport, now: number): void {
  if (!refused || results.some(({ status }) => status !== 'pending')) return;
  const seconds = Math.ceil((refused.notBefore - now) / 1_000);
  throw new Problem(
    'source-refused',
    'The price source refuses requests: ask again later, or make a job of it.',
    {
      headers: { 'retry-after': String(Math.max(1, seconds)) },
    },
  );
}
