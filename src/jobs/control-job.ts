import { endOf, type Job, type JobEnd, timeOrderedId } from '../core/job.ts';
import { writePause, writeReopening, writeResumption } from '../store/control.ts';
import { readLeases } from '../store/probe.ts';
import type { StoredJob } from '../store/read-job.ts';
import { endJob } from './end-job.ts';
import { findJob } from './find-job.ts';
import { JobRefused } from './job-refused.ts';
import type { JobPorts } from './ports.ts';

export type ControlPorts = Pick<JobPorts, 'redis' | 'clock' | 'random'>;

/** Tells callers apart, where several want the same right at the same time. */
export function callerId({ clock, random }: Pick<JobPorts, 'clock' | 'random'>): string {
  return `http-${timeOrderedId(clock.now(), random)}`;
}

/** Pauses a job; its run notices at its next commit. @throws {JobRefused} if it has ended. */
export async function pauseJob(jobId: string, { redis, clock }: ControlPorts): Promise<void> {
  const { job } = await findJob(redis, jobId);
  refuseEnded(job);
  if (job.state.status !== 'open') return;
  // Of a pause and a resumption the later counts, also if this caller's clock is behind.
  const after = job.state.resumedAt === null ? 0 : Date.parse(job.state.resumedAt) + 1;
  await writePause(redis, jobId, new Date(Math.max(clock.now(), after)).toISOString());
}

/** Cancels a job; its run notices at its next commit. @throws {JobRefused} if it has ended otherwise. */
export async function cancelJob(jobId: string, ports: ControlPorts): Promise<void> {
  const stored = await findJob(ports.redis, jobId);
  const end =
    endOf(stored.job) ?? (await endJob(stored, { status: 'cancelled' }, callerId(ports), ports)).end;
  if (end.status !== 'cancelled') throw ended(jobId, end);
}

/**
 * Lets a job go on: a paused one is resumed, a failed one is reopened.
 *
 * @returns the job as it then stands, with its leases read after the change: a run that was leaving a paused job gives
 * up its lease first and then looks again.
 * @throws {JobRefused} if it was cancelled, or has failed with no batch left.
 */
export async function reopenOrResume(
  stored: StoredJob,
  { redis, clock }: Pick<ControlPorts, 'redis' | 'clock'>,
): Promise<StoredJob> {
  const { job, facts } = stored;
  const { state } = job;
  if (state.status === 'open') return stored;
  if (state.status === 'paused') {
    // Of a pause and a resumption the later counts, also if this caller's clock is behind.
    const resumedAt = new Date(Math.max(clock.now(), Date.parse(state.pausedAt))).toISOString();
    await writeResumption(redis, job.id, resumedAt);
    const leases = await readLeases(redis, job.id);
    return {
      ...stored,
      leases,
      alive: leases.size > 0,
      job: { ...job, state: { status: 'open', startedAt: state.startedAt, resumedAt } },
    };
  }
  const { end } = state;
  if (end.status === 'completed') return stored;
  if (end.status === 'cancelled') {
    throw new JobRefused('state-forbids', `${job.id} was cancelled at ${end.at}: start a new job.`);
  }
  if (facts.done.size === job.totalBatches) {
    throw new JobRefused(
      'state-forbids',
      `All batches of ${job.id} are done, and it has failed: retry its failed tickers.`,
    );
  }
  const reopenedAt = new Date(clock.now()).toISOString();
  await writeReopening(redis, job, reopenedAt);
  const open: Job['state'] = { status: 'open', startedAt: state.startedAt, resumedAt: null };
  return { ...stored, job: { ...job, reopened: job.reopened + 1, reopenedAt, state: open } };
}

/** @throws {JobRefused} */
export function refuseEnded(job: Job): void {
  const end = endOf(job);
  if (end) throw ended(job.id, end);
}

function ended(jobId: string, { status, at }: JobEnd): JobRefused {
  const advice = status === 'failed' ? ' Continue it to reopen it.' : '';
  return new JobRefused('state-forbids', `${jobId} is ${status} since ${at}.${advice}`);
}
