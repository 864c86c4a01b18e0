import type { Restart, RunRecord } from '../core/facts.ts';
import type { JobStatus } from '../core/view.ts';
import { restartField, runField, runValue } from './job-record.ts';
import { JOB_LIFE_SECONDS, KEYS } from './keys.ts';
import { HANDOVER_SECONDS, LEASE_SECONDS } from './lease.ts';
import type { Redis } from './redis.ts';

/** A run of a job, as the store knows it. */
export interface RunKey {
  jobId: string;
  lane: number;
  runId: string;
}

/**
 * Takes a hop of the chain for a run. False if another run has it: the event was delivered twice, or somebody
 * was faster. Read back, since the answer to a write that was repeated would say "taken" to its own writer.
 */
export async function claimHop(redis: Redis, { jobId, runId }: RunKey, hop: number): Promise<boolean> {
  const [, , owner] = await redis.pipeline([
    ['HSETNX', KEYS.runs(jobId), hop, runId],
    ['EXPIRE', KEYS.runs(jobId), JOB_LIFE_SECONDS],
    ['HGET', KEYS.runs(jobId), hop],
  ]);
  return owner === runId;
}

/** Says that a run is at work: its record, the start of the job, the lease; the job's keys live on. */
export async function beginRun(
  redis: Redis,
  { jobId, lane, runId }: RunKey,
  record: RunRecord,
): Promise<void> {
  await redis.pipeline([
    ['HSET', KEYS.runs(jobId), runField(runId), runValue(record)],
    ['HSETNX', KEYS.job(jobId), 'startedAt', new Date(record.from).toISOString()],
    ['HSET', KEYS.job(jobId), 'status', 'running'],
    ['EXPIRE', KEYS.job(jobId), JOB_LIFE_SECONDS],
    ['EXPIRE', KEYS.plan(jobId), JOB_LIFE_SECONDS],
    ['EXPIRE', KEYS.done(jobId), JOB_LIFE_SECONDS],
    ['SET', KEYS.lease(jobId, lane), runId, 'EX', LEASE_SECONDS],
  ]);
}

/** Writes what a run has to say at its end, and promises that the next one will be there soon. */
export async function handOver(
  redis: Redis,
  { jobId, lane, runId }: RunKey,
  record: RunRecord,
): Promise<void> {
  await redis.pipeline([
    ['HSET', KEYS.runs(jobId), runField(runId), runValue(record)],
    ['SET', KEYS.lease(jobId, lane), runId, 'EX', HANDOVER_SECONDS],
  ]);
}

/**
 * Writes what a run has to say at its end; nobody follows. A lease that another run has taken over stays.
 *
 * @param status in which the job is left, for people who look into Redis.
 */
export async function leaveJob(
  redis: Redis,
  { jobId, lane, runId }: RunKey,
  record: RunRecord,
  status: JobStatus,
): Promise<void> {
  const lease = KEYS.lease(jobId, lane);
  const [, owner] = await redis.pipeline([
    ['HSET', KEYS.runs(jobId), runField(runId), runValue(record)],
    ['GET', lease],
  ]);
  if (owner !== runId) return;
  await redis.pipeline([
    ['DEL', lease],
    ['HSET', KEYS.job(jobId), 'status', status],
  ]);
}

/** Notes that the watchdog has started a run; the key's time to live is that of its last run. */
export async function recordRestart(
  redis: Redis,
  jobId: string,
  watchdogRunId: string,
  restart: Restart,
): Promise<void> {
  await redis.pipeline([['HSET', KEYS.runs(jobId), restartField(watchdogRunId), JSON.stringify(restart)]]);
}
