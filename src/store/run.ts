import type { Restart, RunRecord } from '../core/facts.ts';
import type { RunKey } from '../core/run.ts';
import type { JobStatus } from '../core/view.ts';
import {
  claimField,
  claimOwner,
  claimValue,
  restartField,
  restartValue,
  runRecordField,
  runValue,
} from './facts-record.ts';
import { JOB_LIFE_SECONDS, KEYS } from './keys.ts';
import { HANDOVER_SECONDS, LEASE_SECONDS, leaseCommand, releaseLeaseCommand } from './lease.ts';
import type { Command, Redis } from './redis.ts';

/** `again`: this run has claimed the hop before, in an earlier attempt. */
export type ClaimResult = 'claimed' | 'again' | 'taken';

/**
 * Claims a hop for a run, and records its start with it. One command; one more if the field was there already: after a
 * repeated request that may be this run's own claim, so it is read back.
 *
 * @param createsKey whether it is the first claim of the job: its key then gets its life with one more command.
 */
export async function claimHop(
  redis: Redis,
  run: RunKey,
  record: RunRecord,
  createsKey = false,
): Promise<ClaimResult> {
  const field = claimField(record.lane, record.hop);
  const [created] = await redis.pipeline([
    ['HSETNX', KEYS.runs(run.jobId), field, claimValue(run.id, record)],
    ...(createsKey ? [['EXPIRE', KEYS.runs(run.jobId), JOB_LIFE_SECONDS] as const] : []),
  ]);
  if (created === 1) return 'claimed';
  const [claim] = await redis.pipeline([['HGET', KEYS.runs(run.jobId), field]]);
  return claimOwner(claim) === run.id ? 'again' : 'taken';
}

/** What of a job changes when a run begins. */
export interface RunStart {
  /** ISO 8601, UTC; null if the job has been started before. */
  startedAt: string | null;
  /** The record of an earlier attempt of the same run is replaced by this one; null if there was none. */
  record: RunRecord | null;
  /** The keys of the job get their full life anew. */
  renewsLife: boolean;
  /** The run before it, whose lease serves this one too; null or absent: it takes the lease. */
  leasedBy?: string | null | undefined;
}

/** Takes the lease of the lane, unless that of the run before serves it, and starts the job if this is its first run. */
export async function writeRunStart(redis: Redis, run: RunKey, start: RunStart): Promise<void> {
  const { jobId, id } = run;
  const commands: Command[] = start.leasedBy ? [] : [leaseCommand(run, LEASE_SECONDS)];
  if (start.record) commands.push(['HSET', KEYS.runs(jobId), runRecordField(id), runValue(start.record)]);
  if (start.startedAt !== null) {
    commands.push(['HSETNX', KEYS.job(jobId), 'startedAt', start.startedAt]);
    commands.push(['HSET', KEYS.job(jobId), 'status', 'running' satisfies JobStatus]);
  }
  if (start.renewsLife) commands.push(...lifeCommands(jobId, JOB_LIFE_SECONDS));
  await redis.pipeline(commands);
}

/** Lets all keys of a job live so long from now on. */
export function lifeCommands(jobId: string, seconds: number): Command[] {
  return [KEYS.job(jobId), KEYS.plan(jobId), KEYS.done(jobId), KEYS.runs(jobId)].map((key) => [
    'EXPIRE',
    key,
    seconds,
  ]);
}

/** Records the end of a run that dispatches the next one, and holds the lane for it. */
export async function writeHandOver(redis: Redis, run: RunKey, record: RunRecord): Promise<void> {
  await redis.pipeline([
    ['HSET', KEYS.runs(run.jobId), runRecordField(run.id), runValue(record)],
    leaseCommand(run, HANDOVER_SECONDS),
  ]);
}

/** Records the end of a run that has ended its job: the lease is gone with the job. */
export async function writeLastRun(redis: Redis, run: RunKey, record: RunRecord): Promise<void> {
  await redis.pipeline([['HSET', KEYS.runs(run.jobId), runRecordField(run.id), runValue(record)]]);
}

/**
 * Records the end of a run that nobody follows, and gives up its lease. A lease that another run has taken over stays.
 *
 * @param status of the job, for people who look into Redis.
 * @param leasedBy the run before it, if the lease that it gives up may still be that one's.
 */
export async function writeRunEnd(
  redis: Redis,
  run: RunKey,
  record: RunRecord,
  status: JobStatus,
  leasedBy?: string | null,
): Promise<void> {
  await redis.pipeline([
    ['HSET', KEYS.runs(run.jobId), runRecordField(run.id), runValue(record)],
    ['HSET', KEYS.job(run.jobId), 'status', status],
    releaseLeaseCommand(run),
    ...(leasedBy ? [releaseLeaseCommand({ ...run, id: leasedBy })] : []),
  ]);
}

/** Records that the watchdog has started a run. `caller.id` is the watchdog's own run. */
export async function recordRestart(redis: Redis, caller: RunKey, restart: Restart): Promise<void> {
  await redis.pipeline([
    ['HSET', KEYS.runs(caller.jobId), restartField(caller.lane, caller.id), restartValue(restart)],
  ]);
}
