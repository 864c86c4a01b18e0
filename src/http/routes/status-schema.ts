import * as z from 'zod';
import { JOB_STATUSES } from '../../core/view.ts';

export const statusSchema = z.object({
  success: z.literal(true),
  jobId: z.string(),
  status: z.enum(JOB_STATUSES),
  progress: z.strictObject({
    processed: z.int(),
    total: z.int(),
    percentage: z.number(),
    successful: z.int(),
    failed: z.int(),
    elapsedTime: z.int().describe('seconds since its first run was started, until its end'),
    estimatedTimeRemaining: z
      .int()
      .nullable()
      .describe('seconds, from the pace of the batches of this job; null while none is measured'),
  }),
  batches: z.strictObject({
    current: z.int().describe('batches done, as completed'),
    total: z.int(),
    completed: z.int(),
    remaining: z.int(),
  }),
  message: z.string(),
});

export const detailsSchema = z.object({
  startTime: z.iso.datetime(),
  tickersToProcess: z.int(),
  successfulTickers: z.int().describe('of the plan, without what was cached before'),
  failedTickers: z.array(
    z.strictObject({
      ticker: z.string(),
      error: z.string(),
      batchNumber: z.int().nullable().describe('null: known before'),
    }),
  ),
  lanes: z
    .array(
      z.strictObject({
        lane: z.int(),
        state: z.enum(['working', 'starting']),
        runId: z.string().nullable(),
        hop: z.int().nullable(),
        since: z.iso.datetime().nullable(),
      }),
    )
    .describe('who is alive'),
  stalled: z
    .strictObject({
      since: z.iso.datetime().describe('when anything was last heard of it'),
      nextLook: z.iso
        .datetime()
        .nullable()
        .describe('when the watchdog starts it again; null if it will not'),
    })
    .nullable(),
  retryOf: z.string().optional(),
});

export const STATUS_EXAMPLE: z.infer<typeof statusSchema> = {
  success: true,
  jobId: 'batch_job_12345',
  status: 'running',
  progress: {
    processed: 1250,
    total: 5000,
    percentage: 25,
    successful: 1200,
    failed: 50,
    elapsedTime: 1800,
    estimatedTimeRemaining: 5400,
  },
  batches: { current: 250, total: 1000, completed: 250, remaining: 750 },
  message: 'Processing batch 251 of 1000. 750 batches remaining.',
};
