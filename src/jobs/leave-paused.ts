import { lanesOf } from '../core/lanes.ts';
import { idleOutcome, type RunOutcome } from '../core/run-outcome.ts';
import { isPaused } from '../core/view.ts';
import { releaseLease } from '../store/lease.ts';
import { readJob, type StoredJob } from '../store/read-job.ts';
import type { RunPorts } from './run-ports.ts';
import { startByEvent } from './run-starter.ts';
import { startRun } from './start-run.ts';

/** A run that finds its job paused. It gives up the lease that was reserved for it, or resuming would wait for it. */
export async function leavePaused(
  stored: StoredJob,
  { id, lane }: { id: string; lane: number },
  ports: RunPorts,
): Promise<RunOutcome> {
  const { job, facts, leases } = stored;
  const { redis, log } = ports;
  const holder = leases.get(lane);
  const isReserved = lanesOf(job, facts, leases).some((one) => one.lane === lane && one.state === 'starting');
  if (holder !== undefined && isReserved) await releaseLease(redis, { jobId: job.id, lane, id: holder });
  if (job.state.status === 'paused') {
    log(`${job.id} is paused since ${job.state.pausedAt}: this run leaves it alone.`);
  }
  const next = await startIfResumed(job.id, lane, id, ports);
  return {
    ...idleOutcome(job, facts, next.mayCome),
    dispatched: next.dispatched,
    problem: next.problem,
  };
}

/** The next run of a lane. */
export interface NextRun {
  dispatched: boolean;
  /** It is on its way, or may be. */
  mayCome: boolean;
  problem: string | null;
}

/**
 * Whoever resumed a job while a run was leaving it saw its lease and started none: so the run that leaves looks again,
 * when its lease is gone, and starts the next one.
 */
export async function startIfResumed(
  jobId: string,
  lane: number,
  by: string,
  { redis, clock, github }: RunPorts,
): Promise<NextRun> {
  const stored = await readJob(redis, jobId);
  const isResumed = stored?.job.state.status === 'open' && !isPaused(stored.job);
  if (!stored || !isResumed || stored.leases.has(lane))
    return { dispatched: false, mayCome: false, problem: null };
  try {
    const starter = startByEvent(github);
    const result = await startRun({ stored, lane, reason: 'resumed' }, by, { redis, clock, starter });
    return { dispatched: result.kind === 'started', mayCome: true, problem: null };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { dispatched: false, mayCome: false, problem: error.message };
  }
}
