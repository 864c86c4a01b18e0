import { endOf, type Job, newJobId, type Plan } from '../core/job.ts';
import { LONGEST_SESSION_MILLISECONDS, lateTickers } from '../core/lateness.ts';
import { lastSession } from '../core/us-calendar.ts';
import { readJobAndPlan, type StoredJobAndPlan } from '../store/read-job.ts';
import type { Redis } from '../store/redis.ts';
import { claimLate, LATE_JOBS, type SessionJobs } from '../store/sessions.ts';
import { readIndex } from '../store/ticker-index.ts';
import { type CreatePorts, createJob } from './create-job.ts';
import type { JobPorts } from './ports.ts';
import { startFirstRun } from './start-run.ts';

/**
 * Of a nightly job's tickers, those whose documents lack a session that has ended; also those that an earlier failure
 * had kept out of it. One command.
 */
async function findLate(redis: Redis, job: Job, plan: Plan, now: number): Promise<string[]> {
  const tickers = [...plan.tickers, ...plan.knownFailed.map(({ ticker }) => ticker)];
  if (tickers.length === 0) return [];
  return lateTickers(await readIndex(redis, tickers), now, job.cached);
}

/**
 * Fetches the late tickers of the last session again, in a small job: at most two a session, and each when the jobs
 * before it have ended. The second waits until 12 hours after the close in New York: only then do the tickers of
 * exchanges that closed shortly before it show as late.
 *
 * @returns the id of the job that was started, its tickers, and the nightly job of the session; null if none was.
 */
export async function startLateJob(
  { session, nightly, late }: SessionJobs,
  ports: CreatePorts & Pick<JobPorts, 'starter'>,
): Promise<{ jobId: string; session: string; tickers: string[]; nightly: StoredJobAndPlan } | null> {
  const { redis, clock, random } = ports;
  const place = LATE_JOBS.find((number) => (late[number - 1] ?? null) === null);
  if (nightly === null || place === undefined) return null;
  if (place === LATE_JOBS.at(-1) && clock.now() < lastLateJobAt(clock.now())) return null;
  for (const before of late) if (before !== null && !(await hasEnded(redis, before))) return null;
  const stored = await readJobAndPlan(redis, nightly);
  if (!stored || !endOf(stored.job) || !stored.plan) return null;
  const tickers = await findLate(redis, stored.job, stored.plan, clock.now());
  if (tickers.length === 0) return null;

  const id = newJobId(clock.now(), random);
  if ((await claimLate(redis, session, place, id)) !== id) return null;
  const { options } = stored.job;
  const { job, plan } = await createJob(
    { id, tickerSource: 'custom', tickers, options, refresh: true, lateFor: session },
    ports,
  );
  await startFirstRun(job, 'late', ports);
  return { jobId: job.id, session, tickers: plan.tickers, nightly: stored };
}

function lastLateJobAt(now: number): number {
  return lastSession(now).closeSeconds * 1000 + LONGEST_SESSION_MILLISECONDS;
}

async function hasEnded(redis: Redis, jobId: string): Promise<boolean> {
  const stored = await readJobAndPlan(redis, jobId);
  return !stored || endOf(stored.job) !== null;
}
