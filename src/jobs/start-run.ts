import { noFacts } from '../core/facts.ts';
import type { Job } from '../core/job.ts';
import { FIRST_LANE, missingLanes } from '../core/lanes.ts';
import type { RunKey } from '../core/run.ts';
import type { StartedRun } from '../github/create-github.ts';
import { GitHubRefused } from '../github/github-error.ts';
import {
  cancelReservation,
  claimDispatch,
  releaseDispatch,
  reserveRun,
  shortenReservation,
} from '../store/lease.ts';
import type { StoredJob } from '../store/read-job.ts';
import { callerId } from './control-job.ts';
import type { JobPorts } from './ports.ts';
import type { RunRequested } from './run-starter.ts';

/** What came of a request for a run. `busy`: another caller has started one, or is about to. */
export type StartResult = { kind: 'started'; run: StartedRun | null } | { kind: 'busy' };

/** Starts the first run of a job that has just been made. */
export async function startFirstRun(
  job: Job,
  reason: string,
  ports: Pick<JobPorts, 'redis' | 'clock' | 'random' | 'starter'>,
): Promise<StartResult> {
  return startRun({ stored: { job, facts: noFacts() }, lane: FIRST_LANE, reason }, callerId(ports), ports);
}

/**
 * Starts the next run of each lane that has no lease; with limits of its own, one run of a job that nobody works on.
 *
 * @returns the first that was started, if any. What becomes of the others is no matter of the caller: the job goes on,
 * and the run that comes starts the lanes that are missing.
 */
export async function startMissingRuns(
  requested: Omit<RunRequested, 'lane'> & { stored: StoredJob },
  by: string,
  ports: Pick<JobPorts, 'redis' | 'clock' | 'starter'>,
): Promise<StartResult> {
  const { job, leases, alive } = requested.stored;
  const { overrides } = requested;
  const isLimited = overrides?.autoContinue === false || (overrides?.maxBatches ?? 0) > 0;
  const missing = isLimited ? (alive ? [] : [FIRST_LANE]) : missingLanes(job, leases);
  let first: StartResult = { kind: 'busy' };
  for (const lane of missing) {
    try {
      const result = await startRun({ ...requested, lane }, by, ports);
      if (first.kind === 'busy') first = result;
    } catch (error) {
      if (!alive && first.kind === 'busy') throw error;
    }
  }
  return first;
}

/**
 * Starts the next run of a lane from outside of the chain, unless the lane has a lease. Of several callers at the same
 * time one starts it. Until the run is there a lease is reserved for it: if it never comes, the job is stalled, and the
 * watchdog starts it again.
 *
 * @param by tells callers apart.
 * @throws `GitHubRefused` if nothing was started, and another may try at once; `GitHubUnreachable` if that is not known,
 * and nobody may for three minutes.
 */
export async function startRun(
  requested: RunRequested,
  by: string,
  { redis, clock, starter }: Pick<JobPorts, 'redis' | 'clock' | 'starter'>,
): Promise<StartResult> {
  const { job } = requested.stored;
  const caller: RunKey = { jobId: job.id, lane: requested.lane, id: by };
  if (!(await claimDispatch(redis, caller))) return { kind: 'busy' };
  const startedAt = job.state.startedAt ? null : new Date(clock.now()).toISOString();
  await reserveRun(redis, caller, startedAt);
  const run = await starter(requested).catch(async (error: unknown) => {
    if (error instanceof GitHubRefused) await cancelReservation(redis, caller);
    else await shortenReservation(redis, caller);
    throw error;
  });
  await releaseDispatch(redis, caller);
  return { kind: 'started', run };
}
