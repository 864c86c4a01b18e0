import * as z from 'zod';
import { RUN_ENDS } from '../../core/facts.ts';
import { FAILURE_CODES } from '../../core/job.ts';
import { MOST_RUNS } from '../most-runs.ts';
import type { Answers } from '../route.ts';
import { progressField, statusField } from './reply-fields.ts';

const batchStatesField = z
  .string()
  .regex(/^[.+!]*$/)
  .describe('a character for each batch: . pending, + done, ! done, and a ticker of it failed');

const runsField = z
  .array(
    z.strictObject({
      runId: z.string(),
      url: z.url().optional().describe('its page on GitHub'),
      lane: z.int(),
      hop: z.int(),
      from: z.iso.datetime(),
      until: z.iso.datetime().nullable().describe('null: at work, or killed'),
      reason: z.enum(RUN_ENDS).nullable().describe('why it started no further batch'),
      batches: z.int().describe('that it finished'),
      notBefore: z.iso.datetime().nullable().describe('the source asked not to be called before'),
    }),
  )
  .describe(`the newest first, at most ${MOST_RUNS}`);

const finishedField = z
  .strictObject({
    from: z.iso.datetime(),
    seconds: z.number().describe('of one interval'),
    batches: z.array(z.int()).describe('how many were finished in each interval'),
  })
  .nullable()
  .describe('when batches were finished; null while none is');

export type RunsReply = z.infer<typeof runsField>;
export type FinishedReply = z.infer<typeof finishedField>;

const statusSchema = z.object({
  success: z.literal(true),
  jobId: z.string(),
  status: statusField,
  progress: progressField.extend({
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

const detailsSchema = z.object({
  startTime: z.iso.datetime(),
  batchSize: z.int(),
  tickersToProcess: z.array(z.string()).describe('the plan, in the order of the batches'),
  successfulTickers: z.array(z.string()).describe('of the plan, without what was cached before'),
  failedTickers: z.array(
    z.strictObject({
      ticker: z.string(),
      error: z.string(),
      code: z.enum(FAILURE_CODES),
      batchNumber: z.int().nullable().describe('null: known before'),
    }),
  ),
  lateTickers: z
    .array(z.string())
    .describe(
      'of the plan, those that lack a session that has ended; looked for when the job has ended, empty before',
    ),
  batchStates: batchStatesField,
  finished: finishedField,
  runs: runsField,
  lanes: z
    .array(
      z.strictObject({
        lane: z.int(),
        state: z.enum(['working', 'starting', 'absent']),
        runId: z.string().nullable(),
        hop: z.int().nullable(),
        since: z.iso.datetime().nullable(),
        batches: z.int().describe('that it has finished'),
      }),
    )
    .describe('who is alive; of a job with several lanes each'),
  stalled: z
    .strictObject({
      since: z.iso.datetime().describe('the time of its last activity'),
      nextLook: z.iso
        .datetime()
        .nullable()
        .describe('when the watchdog starts it again; null if it will not'),
    })
    .nullable(),
  retryOf: z.string().optional(),
});

export type StatusReply = z.infer<typeof statusSchema>;

const STATUS_EXAMPLE: StatusReply = {
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

export const statusAnswers: Answers = {
  200: {
    description: 'One consistent reading.',
    schema: statusSchema.extend(detailsSchema.partial().shape),
    examples: [STATUS_EXAMPLE],
  },
  304: { description: 'Nothing has happened.', schema: z.null() },
};
