import * as z from 'zod';
import { viewJob } from '../../core/view.ts';
import { clearMarkers } from '../../store/read-ticker.ts';
import { requireWorkflow } from '../api-ports.ts';
import { makeAndStart } from '../create-and-start.ts';
import { jobIdField } from '../fields.ts';
import { findStatus } from '../find-job.ts';
import { Problem } from '../problem.ts';
import { postRoute } from '../route.ts';
import { renderStarted, STARTED_EXAMPLE, startedSchema } from './start.ts';

export const retryRoute = postRoute(
  {
    path: '/api/fill-cache-batch-retry',
    access: 'write',
    summary: 'Make a job of the failed tickers of another',
    description:
      'Those known before are included; their failures are forgotten. The other job must have ended.',
    body: z.strictObject({ jobId: jobIdField }),
    example: { jobId: 'batch_job_12345' },
    headers: {
      'Idempotency-Key': 'The same key gives the same job for 24 hours; with another body it is refused.',
    },
    answers: {
      200: {
        description: 'The job was made and started.',
        schema: startedSchema,
        examples: [{ ...STARTED_EXAMPLE, jobId: 'batch_job_12346', retryOf: 'batch_job_12345' }],
      },
    },
    problems: [404, 409, 429, 502],
  },
  async ({ fields: { jobId }, request, ports }) => {
    const { redis } = ports;
    const { job, facts, plan } = await findStatus(redis, jobId);
    if (!job.end)
      throw new Problem('state-forbids', `${jobId} has not ended: wait for its end, or cancel it.`);
    const failed = [...(plan?.knownFailed ?? []), ...viewJob(job, facts, false).failures];
    const tickers = failed.map(({ ticker }) => ticker);
    if (tickers.length === 0) throw new Problem('state-forbids', `${jobId} has no failed tickers.`);
    requireWorkflow(ports);
    await clearMarkers(redis, tickers);
    const { options, id: retryOf } = job;
    const wish = { tickerSource: 'custom', tickers, options, retryOf, start: true } as const;
    return Response.json(await renderStarted(await makeAndStart(wish, request, ports), redis));
  },
);
