import * as z from 'zod';
import { batchTickers } from '../../core/job.ts';
import { viewJob } from '../../core/view.ts';
import { type Continued, continueJob, isOver } from '../../jobs/continue-job.ts';
import { jobIdField } from '../job-id-field.ts';
import { waitPreference } from '../preference.ts';
import { runField } from '../replies/reply-fields.ts';
import { postRoute } from '../route.ts';
import { withStarter } from '../start-ports.ts';
import { statusPath } from '../status-path.ts';

/** When it is worth while to look again. */
const RETRY_AFTER_SECONDS = 5;

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

const EXAMPLE: z.infer<typeof continuedSchema> = {
  success: true,
  completed: false,
  jobId: 'batch_job_12345',
  batchNumber: 251,
  totalBatches: 1000,
  batchResults: { successful: 5, failed: 0, tickers: ['AAPL', 'MSFT', 'GOOGL', 'AMZN', 'TSLA'] },
  progress: { processed: 1255, total: 5000, percentage: 25.1 },
  message: 'Batch completed - continuing to next batch automatically',
};

export const continueRoute = postRoute(
  {
    summary: 'Go on with a job, and wait for its next batch',
    description:
      'Starts the next run, unless one is alive. A paused job resumes, a failed one is reopened, a cancelled one is refused.',
    body: z.strictObject({
      jobId: jobIdField,
      autoContinue: z
        .boolean()
        .optional()
        .describe('true or false: false is one batch, then stop; as the job was made if not given'),
    }),
    example: { jobId: 'batch_job_12345', autoContinue: true },
    headers: { Prefer: 'wait=N for N seconds (45 if not given, at most 240), or respond-async not to wait.' },
    answers: () => ({
      200: {
        description: 'A batch was done, or the job is finished.',
        schema: continuedSchema,
        examples: [EXAMPLE],
      },
      202: {
        description:
          'A run was asked for or is alive, but no batch is done yet: see Location after Retry-After.',
        schema: continuedSchema,
      },
    }),
    problems: [404, 409, 429, 502],
  },
  async ({ fields: { jobId, autoContinue }, request, ports }) => {
    const { seconds, applied } = waitPreference(request.headers.get('prefer'));
    const wanted = { jobId, autoContinue, seconds, signal: request.signal };
    const continued = await continueJob(wanted, withStarter(ports));
    const { batch, stored } = continued;
    const isLate = batch === null && !isOver(stored);
    return Response.json(renderContinued(continued, autoContinue ?? stored.job.options.autoContinue), {
      status: isLate ? 202 : 200,
      headers: {
        ...(applied === null ? {} : { 'preference-applied': applied }),
        ...(isLate ? { location: statusPath(jobId), 'retry-after': String(RETRY_AFTER_SECONDS) } : {}),
      },
    });
  },
);

function renderContinued(
  { stored, plan, batch, run, first }: Continued,
  autoContinue: boolean,
): z.infer<typeof continuedSchema> {
  const { job, facts } = stored;
  const { processed, total, percentage } = viewJob(job, facts, stored.alive).progress;
  const completed = isOver(stored);
  const tickers = plan && batch !== null ? batchTickers(plan, job.options.batchSize, batch) : [];
  const fact = facts.done.get(batch ?? 0);
  const failed = fact?.failures.length ?? 0;
  const late = fact && fact.late > 0 ? { late: fact.late } : {};
  return {
    success: true,
    completed,
    jobId: job.id,
    batchNumber: batch ?? (completed ? job.totalBatches : facts.done.size + 1),
    totalBatches: job.totalBatches,
    batchResults: batch === null ? null : { successful: tickers.length - failed, failed, ...late, tickers },
    progress: { processed, total, percentage },
    message: `${FIRST[first ?? 'nothing']}${messageOf(completed, batch, autoContinue)}`,
    ...(run ? { run } : {}),
  };
}

const FIRST = { resumed: 'Resumed. ', reopened: 'Reopened. ', nothing: '' } as const;

function messageOf(completed: boolean, batch: number | null, autoContinue: boolean): string {
  if (completed) return batch === null ? 'The job is finished' : 'Batch completed - the job is finished';
  if (batch === null) return 'No batch is done yet - look at the status in a moment';
  return autoContinue
    ? 'Batch completed - continuing to next batch automatically'
    : 'Batch completed - continue the job for the next one';
}
