import { createHash } from 'node:crypto';
import { hasBegun } from '../core/facts.ts';
import { endOf, type Job } from '../core/job.ts';
import type { StartedRun } from '../github/create-github.ts';
import { type Remembered, recall, remember } from '../store/idempotency.ts';
import { readHashes } from '../store/list-jobs.ts';
import { readOpenJobs } from '../store/open-jobs.ts';
import { readJob } from '../store/read-job.ts';
import { removeJob } from '../store/write-job.ts';
import { type CreatePorts, createJob, type JobRequest } from './create-job.ts';
import { JobRefused } from './job-refused.ts';
import type { JobPorts } from './ports.ts';
import { RunNotStarted } from './run-not-started.ts';
import { startFirstRun } from './start-run.ts';

export interface StartRequest extends JobRequest {
  /** Whether to start its first run. */
  start: boolean;
  /** The same key gives the same job for 24 hours; of any form. */
  idempotencyKey: string | null;
}

export interface StartedJob {
  job: Job;
  /** Null if none was started, or if GitHub does not say which. */
  run: StartedRun | null;
}

/**
 * Makes a job and starts its first run. A job with nothing to fetch is completed at once.
 *
 * @throws {RunNotStarted} {JobRefused} if the key was used for another request.
 */
export async function createAndStart(
  request: StartRequest,
  ports: CreatePorts & Pick<JobPorts, 'starter'>,
): Promise<StartedJob> {
  const { start, idempotencyKey, ...jobRequest } = request;
  const digest = idempotencyKey === null ? null : digestOf(idempotencyKey);
  const mine = (jobId: string): Remembered => ({
    jobId,
    request: digestOf(JSON.stringify({ ...jobRequest, start })),
  });
  const earlier = digest === null ? null : await recall(ports.redis, digest);
  if (earlier) return startAgain(earlier, mine(''), start, ports);
  await refuseTooManyJobs(ports);
  const { job } = await createJob(jobRequest, ports);
  if (digest !== null) {
    const stored = await remember(ports.redis, digest, mine(job.id));
    if (stored.jobId !== job.id) {
      await removeJob(ports.redis, job.id);
      return startAgain(stored, mine(''), start, ports);
    }
  }
  return startFirst(job, start, ports);
}

/** Over HTTP nothing else bounds what is written. Two calls at once may both find the last place free. */
const MOST_OPEN_JOBS = 50;

/** Damaged records, and ids whose keys have expired, are no open jobs. @throws {JobRefused} */
async function refuseTooManyJobs({ redis, clock }: Pick<JobPorts, 'redis' | 'clock'>): Promise<void> {
  const ids = await readOpenJobs(redis, clock.now());
  let sound = 0;
  // Read only as far as needed: a list of thousands must not make the refusal expensive.
  for (let next = 0; ids.length - next + sound >= MOST_OPEN_JOBS; next += MOST_OPEN_JOBS) {
    const { jobs } = await readHashes(redis, ids.slice(next, next + MOST_OPEN_JOBS));
    sound += jobs.filter((job) => !endOf(job)).length;
    if (sound < MOST_OPEN_JOBS) continue;
    throw new JobRefused(
      'too-many-jobs',
      `${MOST_OPEN_JOBS} jobs are open: continue or cancel some of them first. The watchdog cancels what is pending or paused for 7 days.`,
    );
  }
}

async function startFirst(
  job: Job,
  start: boolean,
  ports: CreatePorts & Pick<JobPorts, 'starter'>,
): Promise<StartedJob> {
  if (!start || endOf(job)) return { job, run: null };
  try {
    const result = await startFirstRun(job, 'started', ports);
    return { job, run: result.kind === 'started' ? result.run : null };
  } catch (error) {
    throw new RunNotStarted(job.id, error);
  }
}

/** The same request once more: the same job; its run is started if that has not come about yet. */
async function startAgain(
  earlier: Remembered,
  { request }: Remembered,
  start: boolean,
  ports: CreatePorts & Pick<JobPorts, 'starter'>,
): Promise<StartedJob> {
  if (earlier.request !== request) {
    throw new JobRefused(
      'idempotency-key-reused',
      'This Idempotency-Key was used for another request: choose a new one.',
    );
  }
  const stored = await readJob(ports.redis, earlier.jobId);
  if (!stored) {
    throw new JobRefused(
      'idempotency-key-reused',
      'The job of this Idempotency-Key is gone from Redis: choose a new one.',
    );
  }
  const isUntouched = !stored.alive && !hasBegun(stored.facts);
  return isUntouched ? startFirst(stored.job, start, ports) : { job: stored.job, run: null };
}

/** A digest, so that a key of any form is a key of Redis of one form. */
function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
