import * as z from 'zod';
import { JOB_ID } from '../core/job.ts';
import type { JobStatus } from '../core/view.ts';

// What this client needs of a reply. A deployment may be newer and say more: --json passes it on.

const STATUSES = [
  'pending',
  'running',
  'paused',
  'stalled',
  'completed',
  'failed',
  'cancelled',
] as const satisfies readonly JobStatus[];

// It comes back in paths, and in command lines that people copy.
const jobId = z.string().regex(JOB_ID);
const progress = z.looseObject({
  processed: z.int(),
  total: z.int(),
  percentage: z.number(),
  successful: z.int(),
  failed: z.int(),
});
const success = z.literal(true);
const run = z.looseObject({ url: z.url() }).optional();

export const startedReplySchema = z.looseObject({
  success,
  jobId,
  message: z.string(),
  batchInfo: z.looseObject({
    totalTickers: z.int(),
    tickersToProcess: z.int(),
    totalBatches: z.int(),
    batchSize: z.int(),
    estimatedTimeMinutes: z.int(),
  }),
  progress,
  skipped: z.looseObject({ count: z.int(), first: z.array(z.string()) }).optional(),
  repeated: z.int().optional(),
  run,
});
export type StartedReply = z.infer<typeof startedReplySchema>;

/** With `detailed=true`, which costs the deployment no more than without. */
export const statusReplySchema = z.looseObject({
  success,
  jobId,
  status: z.enum(STATUSES),
  message: z.string(),
  progress: progress.extend({ estimatedTimeRemaining: z.number().nullable() }),
  batches: z.looseObject({ total: z.int(), completed: z.int(), remaining: z.int() }),
  failedTickers: z.array(z.looseObject({ ticker: z.string(), error: z.string() })),
  stalled: z.looseObject({ since: z.string(), nextLook: z.string().nullable() }).nullable(),
});
export type StatusReply = z.infer<typeof statusReplySchema>;

export const continuedReplySchema = z.looseObject({
  success,
  jobId,
  completed: z.boolean(),
  batchNumber: z.int(),
  totalBatches: z.int(),
  batchResults: z
    .looseObject({ successful: z.int(), failed: z.int(), tickers: z.array(z.string()) })
    .nullable(),
  progress: z.looseObject({ processed: z.int(), total: z.int(), percentage: z.number() }),
  message: z.string(),
  run,
});
export type ContinuedReply = z.infer<typeof continuedReplySchema>;

export const controlReplySchema = z.looseObject({ success, jobId, message: z.string(), run });
export type ControlReply = z.infer<typeof controlReplySchema>;

export const jobsReplySchema = z.looseObject({
  success,
  jobs: z.array(
    z.looseObject({
      jobId,
      status: z.enum(STATUSES),
      tickerSource: z.string(),
      startTime: z.string(),
      progress,
    }),
  ),
  /** Records that are damaged. */
  problems: z.array(z.looseObject({ jobId: z.string(), error: z.string() })).optional(),
});
export type JobsReply = z.infer<typeof jobsReplySchema>;

export const problemReplySchema = z.looseObject({
  success: z.literal(false),
  error: z.string(),
  issues: z.array(z.looseObject({ path: z.string(), message: z.string() })).default([]),
  jobId: jobId.optional(),
});
export type ProblemReply = z.infer<typeof problemReplySchema>;
