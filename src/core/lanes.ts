import type { Facts, RunRecord } from './facts.ts';
import type { Job } from './job.ts';
import type { RunOptions } from './options.ts';
import { withCount } from './with-count.ts';

/** The lane of a job with one lane, and of all that was written before there were lanes. */
export const FIRST_LANE = 1;

type Size = Pick<Job, 'options' | 'totalBatches'>;

/**
 * The lanes that a job is meant to have: not more than it has batches, and one if it is gone through step by step.
 */
export function lanesFor({ options, totalBatches }: Size): number[] {
  const count = startsOthers(options) ? Math.min(options.lanes, Math.max(1, totalBatches)) : 1;
  return Array.from({ length: count }, (_, index) => FIRST_LANE + index);
}

/** Whether a run with these options starts the other lanes of its job. */
export function startsOthers({ maxBatches, autoContinue }: RunOptions): boolean {
  return maxBatches === 0 && autoContinue;
}

/** GitHub bills a runner by whole minutes. */
const BILLED_SECONDS = 60;

/** That a job has more lanes than pay, in a sentence: they have less than a minute of work each. Null if they pay. */
export function lanesAdvice(job: Size & Pick<Job, 'toProcess'>): string | null {
  const lanes = lanesFor(job).length;
  const { requestsPerSecond } = job.options;
  const paying = Math.max(1, Math.floor(job.toProcess / (BILLED_SECONDS * requestsPerSecond)));
  if (lanes <= paying) return null;
  const enough = paying === 1 ? 'one lane is enough' : `${paying} lanes are enough`;
  return `${lanes} lanes share ${withCount(job.toProcess, 'ticker')}: each has less than a minute of work, and GitHub bills each runner a whole one; ${enough}.`;
}

/** Lane → who holds its lease: a run, or a caller that has requested one. */
export type Leases = ReadonlyMap<number, string>;

/** The lanes of a job that nobody works on and nobody has started. */
export function missingLanes(job: Size, leases: Leases): number[] {
  return lanesFor(job).filter((lane) => !leases.has(lane));
}

/** A lease is written for five minutes when a run hands over; so long after it, it lasts two more. */
const SERVES_MILLISECONDS = 180_000;

/**
 * The run before, if the lease by which it holds the lane lasts for this run too: one of a single batch, which takes
 * seconds. That saves one of its twelve commands.
 */
export function leaseThatServes(
  { lane, hop, from }: RunRecord,
  { maxBatches }: RunOptions,
  { runs }: Pick<Facts, 'runs'>,
  leases: Leases,
): string | null {
  const holder = leases.get(lane) ?? null;
  const before = holder === null ? undefined : runs.get(holder);
  if (maxBatches !== 1 || !before || before.lane !== lane || before.hop !== hop - 1) return null;
  return before.until !== null && Math.abs(from - before.until) < SERVES_MILLISECONDS ? holder : null;
}

/** The other lanes that have a lease. */
export function otherLanes(leases: Leases, lane: number): number[] {
  return [...leases.keys()].filter((other) => other !== lane);
}

/** A lane of a job. */
export interface Lane {
  lane: number;
  /** `starting`: a run was requested, or the run before has announced it. `absent`: it has no lease. */
  state: 'working' | 'starting' | 'absent';
  /** Null while it is not there yet. */
  runId: string | null;
  hop: number | null;
  /** ISO 8601, UTC. */
  since: string | null;
  /** How many it has finished. */
  batches: number;
}

/** The lanes that are alive, and those of a job with several that are not, in their order. */
export function lanesOf(job: Size & Pick<Job, 'state'>, facts: Facts, leases: Leases): Lane[] {
  const meant = lanesFor(job);
  const shown = new Set([...leases.keys(), ...facts.hops.keys(), ...(isOpen(job) ? meant : [])]);
  return [...shown]
    .filter((lane) => leases.has(lane) || meant.length > 1)
    .sort((one, other) => one - other)
    .map((lane) => laneOf(facts, lane, leases.get(lane)));
}

function isOpen({ state }: Pick<Job, 'state'>): boolean {
  return state.status !== 'ended';
}

function laneOf(facts: Facts, lane: number, holder: string | undefined): Lane {
  const batches = [...facts.done.values()].filter((fact) => fact.lane === lane).length;
  const nobody = { lane, runId: null, hop: null, since: null, batches };
  if (holder === undefined) return { ...nobody, state: 'absent' };
  const runId = runOfLease(facts, lane, holder);
  const record = facts.runs.get(runId);
  // A run of another lane that has started this one holds its lease until then.
  if (!record || record.lane !== lane || record.until !== null) return { ...nobody, state: 'starting' };
  const { hop, from } = record;
  return { lane, state: 'working', runId, hop, since: new Date(from).toISOString(), batches };
}

/** Its holder, or the next run of the lane, for which that one holds it. */
function runOfLease({ runs, hops }: Facts, lane: number, holder: string): string {
  const record = runs.get(holder);
  if (!record || record.until === null) return holder;
  return hops.get(lane)?.get(record.hop + 1) ?? holder;
}
