import * as z from 'zod';
import type { Answers } from '../route.ts';
import { leftOutFields, progressField, runField } from './reply-fields.ts';

export const startedSchema = z.strictObject({
  success: z.literal(true),
  jobId: z.string(),
  message: z.string(),
  batchInfo: z.strictObject({
    totalTickers: z.int(),
    tickersToProcess: z.int(),
    totalBatches: z.int(),
    batchSize: z.int(),
    estimatedTimeMinutes: z
      .int()
      .describe(
        'by the pace of recent jobs, not faster than requestsPerSecond allows; 0 if nothing is to be done',
      ),
  }),
  progress: progressField,
  retryOf: z.string().optional(),
  ...leftOutFields,
  run: runField.optional(),
});
export type StartedReply = z.infer<typeof startedSchema>;

const dryRunSchema = z.strictObject({
  success: z.literal(true),
  dryRun: z.literal(true),
  message: z.string().describe('One sentence: whether it fits, or why not.'),
  fits: z
    .boolean()
    .describe('false: the database has too little left, or the free plan where no limit is known'),
  batchInfo: startedSchema.shape.batchInfo,
  progress: progressField,
  forecast: z.strictObject({
    commands: z.int().describe('billed by Upstash, about'),
    writtenBytes: z.int().describe('of documents, with index, facts and plan, about'),
    addedBytes: z
      .int()
      .describe(
        'how much more the database holds afterwards, about: what is written, less the documents that it replaces',
      ),
  }),
  database: z
    .strictObject({ usedBytes: z.int().nullable(), limitBytes: z.int().nullable(), keys: z.int().nullable() })
    .describe('null: the server does not say it'),
  ...leftOutFields,
});
export type DryRunReply = z.infer<typeof dryRunSchema>;

export const STARTED_EXAMPLE: StartedReply = {
  success: true,
  jobId: 'batch_job_12345',
  message: 'Batch job created with 900 batches',
  batchInfo: {
    totalTickers: 5000,
    tickersToProcess: 4500,
    totalBatches: 900,
    batchSize: 5,
    estimatedTimeMinutes: 37,
  },
  progress: { processed: 500, total: 5000, percentage: 10, successful: 495, failed: 5 },
};

export const startAnswers: Answers = {
  200: {
    description: 'The job was made; with dryRun, what it would take.',
    schema: z.union([startedSchema, dryRunSchema]),
    examples: [STARTED_EXAMPLE],
  },
};
