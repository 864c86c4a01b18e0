import { noFacts } from '../core/facts.ts';
import type { Job } from '../core/job.ts';
import { FIRST_LANE, missingLanes } from '../core/lanes.ts';
import type { StartedRun } from '../github/create-github.ts';
import { GitHubRefused } from '../github/github-error.ts';
import {
  claimDispatches,
  DISPATCH_SECONDS,
  type LanesCaller,
  reserveRuns,
  type Starts,
  settleStarts,
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
  const inVain = new AbortController();
  const starter: JobPorts['starter'] = (run) =>
    ports.starter(run).catch((error: unknown) => {
      // What GitHub refuses for one lane of a job that nobody works on, it refuses for the next.
      if (!alive) inVain.abort();
      throw error;
    });
  const results = await startRuns({ ...requested, lanes: missing }, by, { ...ports, starter }, inVain.signal);
  const started = results.find(({ kind }) => kind === 'started');
  const failed = alive ? undefined : results.find(({ kind }) => kind === 'failed');
  return resultOf(started ?? failed);
}

/**
 * Starts the next run of a lane from outside of the chain, unless the lane has a lease; see `startRuns`.
 *
 * @throws `GitHubRefused` if nothing was started, and another may try at once; `GitHubUnreachable` if that is not known,
 * and nobody may for three minutes.
 */
export async function startRun(
  { lane, ...requested }: RunRequested,
  by: string,
  ports: Pick<JobPorts, 'redis' | 'clock' | 'starter'>,
): Promise<StartResult> {
  const [result] = await startRuns({ ...requested, lanes: [lane] }, by, ports);
  return resultOf(result);
}

function resultOf(result: LaneStart | undefined): StartResult {
  if (result?.kind === 'failed') throw result.error;
  return result?.kind === 'started' ? { kind: 'started', run: result.run } : { kind: 'busy' };
}

/** What came of the request for a run of one lane. */
type LaneStart = { lane: number } & (StartResult | { kind: 'failed'; error: unknown });

/**
 * Starts the next run of each of these lanes, one after the other, unless it has a lease. Of several callers at the same
 * time one starts a lane. Until its run is there a lease is reserved for it: if it never comes, the lane is missing, and
 * the watchdog starts it again. Costs two commands for each lane and four for all, as billed.
 *
 * @param by tells callers apart.
 * @param signal ends it: lanes whose run was not requested yet are given up.
 * @returns what came of the lanes that nobody else was starting.
 */
export async function startRuns(
  { lanes, ...requested }: Omit<RunRequested, 'lane'> & { lanes: readonly number[] },
  by: string,
  { redis, clock, starter }: Pick<JobPorts, 'redis' | 'clock' | 'starter'>,
  signal?: AbortSignal,
): Promise<LaneStart[]> {
  const { job } = requested.stored;
  const claimedAt = clock.now();
  const claimed = await claimDispatches(redis, { jobId: job.id, lanes, id: by });
  const caller: LanesCaller = { jobId: job.id, lanes: claimed, id: by };
  await reserveRuns(redis, caller, job.state.startedAt ? null : new Date(claimedAt).toISOString());
  // GitHub may have us wait: what was claimed longer ago than that, others may have started.
  const isLost = () => signal?.aborted || clock.now() - claimedAt >= DISPATCH_SECONDS * 1_000;
  const results: LaneStart[] = [];
  for (const lane of claimed) {
    const request = async (): Promise<LaneStart> => ({
      lane,
      kind: 'started',
      run: await starter({ ...requested, lane }),
    });
    const failed = (error: unknown): LaneStart => ({ lane, kind: 'failed', error });
    results.push(isLost() ? { lane, kind: 'busy' } : await request().catch(failed));
  }
  const came = Map.groupBy(results, fateOf);
  const lanesOf = (fate: keyof Starts) => came.get(fate)?.map((result) => result.lane);
  await settleStarts(redis, caller, {
    started: lanesOf('started'),
    refused: lanesOf('refused'),
    unknown: lanesOf('unknown'),
  });
  return results;
}

function fateOf(result: LaneStart): keyof Starts {
  if (result.kind !== 'failed') return result.kind === 'started' ? 'started' : 'refused';
  return result.error instanceof GitHubRefused ? 'refused' : 'unknown';
}
