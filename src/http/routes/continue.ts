import * as z from 'zod/mini';
import { batchTickers } from '../../core/job.ts';
import { viewJob } from '../../core/view.ts';
import { type Continued, continueJob, isOver } from '../../jobs/continue-job.ts';
import { jobIdField } from '../job-id-field.ts';
import { waitPreference } from '../preference.ts';
import type { ContinuedReply } from '../replies/continue.ts';
import { postRoute } from '../route.ts';
import { withStarter } from '../start-ports.ts';
import { statusPath } from '../status-path.ts';

/** When it is worth while to look again. */
const RETRY_AFTER_SECONDS = 5;

export const continueRoute = postRoute(
  {
    summary: 'Go on with a job, and wait for its next batch',
    description:
      'Starts the next run, unless one is alive. A paused job resumes, a failed one is reopened, a cancelled one is refused.',
    body: z.strictObject({
      jobId: jobIdField,
      autoContinue: z
        .optional(z.boolean())
        .check(z.describe('true or false: false is one batch, then stop; as the job was made if not given')),
    }),
    example: { jobId: 'batch_job_12345', autoContinue: true },
    headers: { Prefer: 'wait=N for N seconds (45 if not given, at most 240), or respond-async not to wait.' },
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
): ContinuedReply {
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
