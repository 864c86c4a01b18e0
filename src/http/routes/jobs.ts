import * as z from 'zod';
import { endOf, type JobEnd, TICKER_SOURCES } from '../../core/job.ts';
import { lanesFor } from '../../core/lanes.ts';
import { type JobView, percentage, statusOf, viewJob } from '../../core/view.ts';
import { type ListedJob, listJobs } from '../../store/list-jobs.ts';
import { renderProgress } from '../render-progress.ts';
import { progressField, statusField } from '../replies/reply-fields.ts';
import { getRoute } from '../route.ts';

const listedSchema = z.strictObject({
  jobId: z.string(),
  status: statusField,
  tickerSource: z.enum(TICKER_SOURCES),
  startTime: z.iso.datetime(),
  endTime: z.iso.datetime().nullable(),
  totalBatches: z.int(),
  progress: progressField,
  lanes: z.int().optional().describe('how many it has; left out of a job with one'),
  retryOf: z.string().optional(),
});
type Listed = z.infer<typeof listedSchema>;

const EXAMPLE: Listed = {
  jobId: 'batch_job_12345',
  status: 'running',
  tickerSource: 'all',
  startTime: '2026-11-24T22:23:00.000Z',
  endTime: null,
  totalBatches: 1000,
  progress: { processed: 1250, total: 5000, percentage: 25, successful: 1200, failed: 50 },
};

export const jobsRoute = getRoute(
  {
    summary: 'The newest jobs',
    query: z.object({
      limit: z.coerce.number().int().min(1).max(100).default(20).describe('a whole number from 1 to 100'),
    }),
    answers: () => ({
      200: {
        description: 'The newest first.',
        schema: z.strictObject({
          success: z.literal(true),
          jobs: z.array(listedSchema),
          problems: z
            .array(z.strictObject({ jobId: z.string(), error: z.string() }))
            .optional()
            .describe('jobs whose record in Redis is damaged; left out if there are none'),
        }),
        examples: [{ success: true, jobs: [EXAMPLE] }],
      },
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

function renderListed({ job, facts, alive }: ListedJob): Listed {
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
