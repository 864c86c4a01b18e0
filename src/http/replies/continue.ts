import * as z from 'zod';
import type { Answers } from '../route.ts';
import { runField } from './reply-fields.ts';

const continuedSchema = z.strictObject({
  success: z.literal(true),
  completed: z.boolean(),
  jobId: z.string(),
  batchNumber: z
    .int()
    .describe('the batch that was done; if none was, the one that comes next; at the end, the last'),
  totalBatches: z.int(),
  batchResults: z
    .strictObject({
      successful: z.int(),
      failed: z.int(),
      late: z
        .int()
        .optional()
        .describe('of the successful, without a session that has ended; left out if none'),
      tickers: z.array(z.string()),
    })
    .nullable()
    .describe('null if no batch was done meanwhile'),
  progress: z.strictObject({ processed: z.int(), total: z.int(), percentage: z.number() }),
  message: z.string(),
  run: runField.optional(),
});
export type ContinuedReply = z.infer<typeof continuedSchema>;

const EXAMPLE: ContinuedReply = {
  success: true,
  completed: false,
  jobId: 'batch_job_12345',
  batchNumber: 251,
  totalBatches: 1000,
  batchResults: { successful: 5, failed: 0, tickers: ['AAPL', 'MSFT', 'GOOGL', 'AMZN', 'TSLA'] },
  progress: { processed: 1255, total: 5000, percentage: 25.1 },
  message: 'Batch completed - continuing to next batch automatically',
};

export const continueAnswers: Answers = {
  200: {
    description: 'A batch was done, or the job is finished.',
    schema: continuedSchema,
    examples: [EXAMPLE],
  },
  202: {
    description: 'A run was asked for or is alive, but no batch is done yet: see Location after Retry-After.',
    schema: continuedSchema,
  },
};
