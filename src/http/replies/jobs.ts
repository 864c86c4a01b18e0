import * as z from 'zod';
import { TICKER_SOURCES } from '../../core/job.ts';
import type { Answers } from '../route.ts';
import { progressField, statusField } from './reply-fields.ts';

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
export type ListedReply = z.infer<typeof listedSchema>;

const EXAMPLE: ListedReply = {
  jobId: 'batch_job_12345',
  status: 'running',
  tickerSource: 'all',
  startTime: '2026-11-24T22:23:00.000Z',
  endTime: null,
  totalBatches: 1000,
  progress: { processed: 1250, total: 5000, percentage: 25, successful: 1200, failed: 50 },
};

export const jobsAnswers: Answers = {
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
};
