import type { Facts } from './facts.ts';
import type { Job } from './job.ts';

/** How many lanes may work on a job side by side. */
export const MOST_LANES = 16;

/** The lane of a job with one lane, and of all that was written before there were lanes. */
export const FIRST_LANE = 1;

/** The lanes that a job is meant to have. */
export function lanesFor(_job: Job): number[] {
  return [FIRST_LANE];
}

/** A lane with a lease. */
export interface Lane {
  lane: number;
  /** `starting`: a run was requested, or the run before has announced it. */
  state: 'working' | 'starting';
  /** Null while it is not there yet. */
  runId: string | null;
  hop: number | null;
  /** ISO 8601, UTC. */
  since: string | null;
}

/** Lane → who holds its lease: a run, or a caller that has requested one. */
export type Leases = ReadonlyMap<number, string>;

/** The lanes that are alive, in their order. */
export function lanesOf(facts: Facts, leases: Leases): Lane[] {
  return [...leases]
    .sort(([one], [other]) => one - other)
    .map(([lane, holder]) => laneOf(facts, lane, holder));
}

function laneOf(facts: Facts, lane: number, holder: string): Lane {
  const record = facts.runs.get(holder);
  if (!record || record.until !== null)
    return { lane, state: 'starting', runId: null, hop: null, since: null };
  const { hop, from } = record;
  return { lane, state: 'working', runId: holder, hop, since: new Date(from).toISOString() };
}
