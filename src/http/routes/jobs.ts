import * as z from 'zod/mini';
import { endOf, type JobEnd } from '../../core/job.ts';
import { lanesFor } from '../../core/lanes.ts';
import { type JobView, percentage, statusOf, viewJob } from '../../core/view.ts';
import { type ListedJob, listJobs } from '../../store/list-jobs.ts';
import { renderProgress } from '../render-progress.ts';
import type { ListedReply } from '../replies/jobs.ts';
import { getRoute } from '../route.ts';

export const jobsRoute = getRoute(
  {
    summary: 'The newest jobs',
    query: z.object({
      limit: z
        ._default(z.coerce.number().check(z.int(), z.gte(1), z.lte(100)), 20)
        .check(z.describe('a whole number from 1 to 100')),
    }),
  },
  async ({ fields: { limit }, ports }) => {
    const { jobs, damaged } = await listJobs(ports.redis, limit);
    const problems = damaged.map(({ jobId, message }) => ({ jobId, error: message }));
    return Response.json({
      success: true,
      jobs: jobs.map(renderListed),
      ...(problems.length > 0 ? { problems } : {}),
    });
  },
);

function renderListed({ job, facts, alive }: ListedJob): ListedReply {
  const end = endOf(job);
  const lanes = lanesFor(job).length;
  return {
    jobId: job.id,
    status: statusOf(job, alive),
    tickerSource: job.tickerSource,
    startTime: job.startTime,
    endTime: end?.at ?? null,
    totalBatches: job.totalBatches,
    progress: renderProgress(
      end ? storedProgress(job.totalTickers, end) : viewJob(job, facts, alive).progress,
    ),
    ...(lanes > 1 ? { lanes } : {}),
    ...(job.retryOf ? { retryOf: job.retryOf } : {}),
  };
}

function storedProgress(total: number, { successful, failed, late = 0 }: JobEnd): JobView['progress'] {
  const processed = successful + failed;
  return { processed, total, percentage: percentage(processed, total), successful, failed, late };
}
