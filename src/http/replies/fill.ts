import * as z from 'zod';
import type { Answers } from '../route.ts';
import { leftOutFields, progressField, runField } from './reply-fields.ts';

/** The job that was made. */
const batchSchema = z.strictObject({
  success: z.literal(true),
  batchMode: z.literal(true),
  jobId: z.string(),
  message: z.string(),
  nextSteps: z.strictObject({ checkStatus: z.string(), startProcessing: z.string(), autoStart: z.string() }),
  ...leftOutFields,
  run: runField.optional(),
});
export type BatchReply = z.infer<typeof batchSchema>;

const BATCH_EXAMPLE: BatchReply = {
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

/** What became of each ticker. */
const directSchema = z.strictObject({
  success: z.literal(true),
  batchMode: z.literal(false),
  message: z.string(),
  progress: progressField,
  ...leftOutFields,
  results: z.array(
    z.discriminatedUnion('status', [
      z.strictObject({ ticker: z.string(), status: z.literal('filled'), rows: z.int() }),
      z.strictObject({ ticker: z.string(), status: z.literal('cached') }),
      z.strictObject({ ticker: z.string(), status: z.literal('failed'), error: z.string() }),
      z.strictObject({ ticker: z.string(), status: z.literal('pending') }),
    ]),
  ),
});
export type DirectReply = z.infer<typeof directSchema>;

const DIRECT_EXAMPLE: DirectReply = {
  success: true,
  batchMode: false,
  message: 'Filled 2 of 3 tickers: 1 failed',
  progress: { processed: 3, total: 3, percentage: 100, successful: 2, failed: 1 },
  results: [
    { ticker: 'AAPL', status: 'filled', rows: 1257 },
    { ticker: 'MSFT', status: 'cached' },
    { ticker: 'ZZZZ', status: 'failed', error: 'No data found, symbol may be delisted' },
  ],
};

export const fillAnswers: Answers = {
  200: {
    description: 'Fewer than 50 tickers, or useBatch false: what became of each. Else the job that was made.',
    schema: z.union([batchSchema, directSchema]),
    examples: [BATCH_EXAMPLE, DIRECT_EXAMPLE],
  },
};
