import * as z from 'zod';
import { findJobAndPlan } from '../../jobs/find-job.ts';
import { taggedJson } from '../etag.ts';
import { jobIdField } from '../fields.ts';
import { getRoute } from '../route.ts';
import { renderDetails, renderStatus, withoutClock } from './render-status.ts';
import { detailsSchema, STATUS_EXAMPLE, statusSchema } from './status-schema.ts';

const STATUS_PATH = '/api/fill-cache-batch-status';

export const statusRoute = getRoute(
  {
    path: STATUS_PATH,
    access: 'read',
    summary: 'How far a job is',
    query: z.object({
      jobId: jobIdField,
      detailed: z
        .enum(['true', 'false'])
        .default('false')
        .describe('true or false: with the failures, who is alive, and since when it is stalled'),
    }),
    headers: { 'If-None-Match': 'The ETag of an earlier answer: 304 while nothing has happened.' },
    answers: {
      200: {
        description: 'One consistent reading.',
        schema: statusSchema.extend(detailsSchema.partial().shape),
        examples: [STATUS_EXAMPLE],
      },
      304: { description: 'Nothing has happened.', schema: z.null() },
    },
    problems: [404],
  },
  async ({ fields: { jobId, detailed }, request, ports }) => {
    const stored = await findJobAndPlan(ports.redis, jobId);
    const now = ports.clock.now();
    const status = renderStatus(stored, now);
    const answer = detailed === 'true' ? { ...status, ...renderDetails(stored, now) } : status;
    return taggedJson(request, answer, withoutClock(answer));
  },
);

export function statusPath(jobId: string): string {
  return `${STATUS_PATH}?jobId=${jobId}`;
}
