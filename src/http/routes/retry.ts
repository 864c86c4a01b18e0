import * as z from 'zod/mini';
import { FAILURE_CODES } from '../../core/job.ts';
import { retryJob } from '../../jobs/retry-job.ts';
import { leftOutOf, parseTickersField, tickersField } from '../fields.ts';
import { idempotencyKey } from '../idempotency-key.ts';
import { jobIdField } from '../job-id-field.ts';
import { postRoute } from '../route.ts';
import { withStarter } from '../start-ports.ts';
import { renderStarted } from './render-started.ts';

export const retryRoute = postRoute(
  {
    summary: 'Make a job of the failed tickers of another',
    description:
      'Those known before are included; their failures are forgotten. The other job must have ended.',
    body: z.strictObject({
      jobId: jobIdField,
      code: z
        .optional(z.enum(FAILURE_CODES))
        .check(z.describe(`one of ${FAILURE_CODES.join(', ')}: only those that failed so`)),
      tickers: z
        .optional(tickersField)
        .check(z.describe('a list of symbols, or one text of them: only these')),
    }),
    example: { jobId: 'batch_job_12345' },
    headers: {
      'Idempotency-Key': 'The same key gives the same job for 24 hours; with another body it is refused.',
    },
    problems: [404, 409, 429, 502],
  },
  async ({ fields: { jobId, code, tickers }, request, ports }) => {
    const list = tickers === undefined ? undefined : parseTickersField(tickers);
    const wanted = {
      jobId,
      code,
      tickers: list?.tickers,
      idempotencyKey: idempotencyKey(request),
    };
    const started = await retryJob(wanted, withStarter(ports));
    return Response.json({ ...(await renderStarted(started, ports.redis)), ...(list && leftOutOf(list)) });
  },
);
