import { type Facts, hasBegun, nextHop, type RunRecord } from '../core/facts.ts';
import type { Job } from '../core/job.ts';
import type { Run, RunKey } from '../core/run.ts';
import { newRecord } from '../store/facts-record.ts';
import type { Redis } from '../store/redis.ts';
import { claimHop, writeRunStart } from '../store/run.ts';

/** Other runs that may claim the next hop at the same time, before this one gives up. */
const TRIES = 8;
const DAY_MILLISECONDS = 24 * 3_600_000;

/** A hop that a run has claimed; `again` if it had claimed it in an earlier attempt. */
export interface HopClaim {
  record: RunRecord;
  again: boolean;
}

/**
 * Claims the number of a run in its lane: the one that its event names, or the next free one.
 *
 * @returns null if the named number is taken: the event was delivered twice.
 */
export async function claimNextHop(
  redis: Redis,
  run: RunKey,
  begun: Pick<RunRecord, 'lane' | 'cause' | 'autoContinue' | 'from'>,
  facts: Facts,
  named: number | undefined,
): Promise<HopClaim | null> {
  const first = named ?? nextHop(facts, run.lane);
  const last = named ?? first + TRIES - 1;
  for (let hop = first; hop <= last; hop++) {
    // Earlier versions claimed a plain hop, which is another field.
    const owner = facts.hops.get(run.lane)?.get(hop);
    if (owner !== undefined && owner !== run.id) continue;
    const record = newRecord({ ...begun, hop });
    const result = await claimHop(redis, run, record, !hasBegun(facts));
    if (result !== 'taken') return { record, again: result === 'again' };
  }
  if (named !== undefined) return null;
  throw new Error(`${TRIES} runs of ${run.jobId} began at the same time: leave it to them.`);
}

/**
 * Claims the first hop of a job that this process is making, without waiting for it: nobody else knows the job yet.
 *
 * @param redis whose requests wait for the job.
 */
export function claimFirstHop(
  redis: Redis,
  run: RunKey,
  begun: Pick<RunRecord, 'lane' | 'cause' | 'autoContinue' | 'from'>,
): { claim: HopClaim; written: Promise<void> } {
  const record = newRecord({ ...begun, hop: 1 });
  const written = claimHop(redis, run, record, true).then((result) => {
    if (result === 'taken') throw new Error(`Another run of ${run.jobId} has begun: leave it to that one.`);
  });
  return { claim: { record, again: false }, written };
}

/**
 * Takes the lease of the lane, unless that of the run before serves it, and starts the job if this is its first run.
 * Returns the run at once, so that it can fetch meanwhile: whatever else it writes has to wait for `written`.
 *
 * @param isNew whether this process has just made the job: its keys have their full life.
 */
export function beginRun(
  begun: Omit<Run, 'hop' | 'record'>,
  { record, again }: HopClaim,
  redis: Redis,
  isNew = false,
): { run: Run; written: Promise<void> } {
  const { id, lane, job, facts, leasedBy } = begun;
  const startedAt = job.state.startedAt === null ? new Date(record.from).toISOString() : null;
  const written = writeRunStart(
    redis,
    { jobId: job.id, lane, id },
    {
      startedAt,
      record: again ? record : null,
      // What was never started had a shorter life, also if an earlier run died before it started the job.
      renewsLife: !isNew && (startedAt !== null || isFirstOfDay(job, facts, record.from)),
      leasedBy,
    },
  );
  const hops = new Map(facts.hops).set(lane, new Map(facts.hops.get(lane)).set(record.hop, id));
  const state = startedAt === null ? job.state : { ...job.state, startedAt };
  const run = { ...begun, hop: record.hop, record, job: { ...job, state }, facts: { ...facts, hops } };
  return { run, written };
}

/**
 * Its keys live 60 days: the first run of each day of the job renews that for all. Its days begin when it was made, so
 * that a job of a few hours renews nothing when it passes midnight.
 */
function isFirstOfDay({ startTime }: Job, { runs }: Facts, now: number): boolean {
  const day = (time: number) => Math.floor((time - Date.parse(startTime)) / DAY_MILLISECONDS);
  return ![...runs.values()].some(({ from }) => day(from) === day(now));
}
