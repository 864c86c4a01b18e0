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
  late: z.int().optional(),
});
const success = z.literal(true);
const run = z.looseObject({ url: z.url() }).optional();

/** What of a list of tickers was not taken. */
const leftOut = {
  skipped: z.looseObject({ count: z.int(), first: z.array(z.string()) }).optional(),
  repeated: z.int().optional(),
};
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
  ...leftOut,
  run,
});
/** With `dryRun`: what the job would do and take. */
export const forecastReplySchema = startedReplySchema.omit({ jobId: true, run: true }).extend({
  dryRun: z.literal(true),
  fits: z.boolean(),
  forecast: z.looseObject({ commands: z.number(), writtenBytes: z.number(), addedBytes: z.number() }),
  database: z.looseObject({
    usedBytes: z.number().nullable(),
    limitBytes: z.number().nullable(),
    keys: z.number().nullable(),
  }),
});
export type ForecastReply = z.infer<typeof forecastReplySchema>;
export type StartedReply = z.infer<typeof startedReplySchema>;

/** With `detailed=true`, which costs the deployment no more than without, and one command more after the end. */
export const statusReplySchema = z.looseObject({
  success,
  jobId,
  status: z.enum(STATUSES),
  message: z.string(),
  progress: progress.extend({ estimatedTimeRemaining: z.number().nullable() }),
  batches: z.looseObject({ total: z.int(), completed: z.int(), remaining: z.int() }),
  failedTickers: z.array(z.looseObject({ ticker: z.string(), error: z.string() })),
  /** Deployments of earlier versions do not say it. */
  lateTickers: z.array(z.string()).default([]),
  /** Older deployments do not say which are absent. */
  lanes: z
    .array(z.looseObject({ lane: z.int(), state: z.string(), batches: z.int().optional() }))
    .default([]),
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
    .looseObject({
      successful: z.int(),
      failed: z.int(),
      late: z.int().optional(),
      tickers: z.array(z.string()),
    })
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
      lanes: z.int().optional(),
    }),
  ),
  /** Records that are damaged. */
  problems: z.array(z.looseObject({ jobId: z.string(), error: z.string() })).optional(),
});
export type JobsReply = z.infer<typeof jobsReplySchema>;

export const freshnessReplySchema = z.looseObject({
  success,
  session: z.string(),
  universe: z.string(),
  total: z.int(),
  fresh: z.int(),
  late: z.int(),
  failed: z.int(),
  missing: z.int(),
  oldest: z.string().nullable(),
});
export type FreshnessReply = z.infer<typeof freshnessReplySchema>;

// Kinds may have been added since.
const found = z.array(z.looseObject({ ticker: z.string(), count: z.int(), last: z.string().optional() }));
export const checkReplySchema = z.looseObject({
  universe: z.string(),
  session: z.string(),
  total: z.int(),
  deep: z.boolean(),
  wrong: z.int(),
  counts: z.record(z.string(), z.int()),
  missing: z.array(z.string()),
  late: z.array(z.looseObject({ ticker: z.string(), last: z.string().nullable() })),
  failed: z.array(z.looseObject({ ticker: z.string(), code: z.string(), error: z.string() })),
  short: z.array(z.looseObject({ ticker: z.string(), rows: z.int(), first: z.string(), usualRows: z.int() })),
  issues: z.record(z.string(), found),
  unreadable: z.array(z.looseObject({ ticker: z.string(), error: z.string() })),
  gone: z.looseObject({ count: z.int(), tickers: z.array(z.string()) }),
  unlisted: z.array(z.looseObject({ ticker: z.string() })),
  unknown: z.int(),
  ...leftOut,
});

/** What a report on the cache is printed from, whether a deployment or Redis has given it. */
export interface CheckReply {
  universe: string;
  session: string;
  total: number;
  deep: boolean;
  wrong: number;
  counts: { readonly [kind: string]: number };
  missing: string[];
  late: { ticker: string; last: string | null }[];
  failed: { ticker: string; code: string; error: string }[];
  short: { ticker: string; rows: number; first: string; usualRows: number }[];
  issues: { readonly [kind: string]: { ticker: string; count: number; last?: string | undefined }[] };
  unreadable: { ticker: string; error: string }[];
  gone: { count: number; tickers: string[] };
  unlisted: { ticker: string }[];
  unknown: number;
}

export const problemReplySchema = z.looseObject({
  success: z.literal(false),
  error: z.string(),
  issues: z.array(z.looseObject({ path: z.string(), message: z.string() })).default([]),
  jobId: jobId.optional(),
});
export type ProblemReply = z.infer<typeof problemReplySchema>;
