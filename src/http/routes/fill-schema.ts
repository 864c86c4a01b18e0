import * as z from 'zod';
import { runSchema } from './run-schema.ts';

/** The job that was made. */
export const batchSchema = z.strictObject({
  success: z.literal(true),
  batchMode: z.literal(true),
  jobId: z.string(),
  message: z.string(),
  nextSteps: z.strictObject({ checkStatus: z.string(), startProcessing: z.string(), autoStart: z.string() }),
  run: runSchema.optional(),
});

/** What became of each ticker. */
export const directSchema = z.strictObject({
  success: z.literal(true),
  batchMode: z.literal(false),
  message: z.string(),
  progress: z.strictObject({
    processed: z.int(),
    total: z.int(),
    percentage: z.number(),
    successful: z.int(),
    failed: z.int(),
  }),
  results: z.array(
    z.discriminatedUnion('status', [
      z.strictObject({ ticker: z.string(), status: z.literal('filled'), rows: z.int() }),
      z.strictObject({ ticker: z.string(), status: z.literal('cached') }),
      z.strictObject({ ticker: z.string(), status: z.literal('failed'), error: z.string() }),
      z.strictObject({ ticker: z.string(), status: z.literal('pending') }),
    ]),
  ),
});

export const BATCH_EXAMPLE: z.infer<typeof batchSchema> = {
  success: true,
  batchMode: true,
  jobId: 'batch_job_12345',
  message: 'Batch job created for 200 tickers',
  nextSteps: {
    checkStatus: '/api/fill-cache-batch-status?jobId=batch_job_12345',
    startProcessing: '/api/fill-cache-batch-continue',
    autoStart: 'Job will start automatically in a few seconds',
  },
};
export const DIRECT_EXAMPLE: z.infer<typeof directSchema> = {
  success: true,
  batchMode: false,
  message: 'Filled 3 of 3 tickers',
  progress: { processed: 3, total: 3, percentage: 100, successful: 2, failed: 1 },
  results: [
    { ticker: 'AAPL', status: 'filled', rows: 1257 },
    { ticker: 'MSFT', status: 'cached' },
    { ticker: 'ZZZZ', status: 'failed', error: 'No data found, symbol may be delisted' },
  ],
};
