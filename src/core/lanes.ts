import type { Facts } from './facts.ts';

/** Who is alive on a job. */
export interface Lane {
  lane: number;
  /** `starting`: a run has been asked for, or has said that the next one comes. */
  state: 'working' | 'starting';
  /** Null while it is not there yet. */
  runId: string | null;
  hop: number | null;
  /** ISO 8601, UTC. */
  since: string | null;
}

/** @param holder of the lease: a run, or whoever has asked for one; null if nobody has. */
export function lanesOf(facts: Facts, holder: string | null): Lane[] {
  if (holder === null) return [];
  const record = facts.runs.get(holder);
  if (!record || record.until !== null) {
    return [{ lane: record?.lane ?? 1, state: 'starting', runId: null, hop: null, since: null }];
  }
  const { lane, hop, from } = record;
  return [{ lane, state: 'working', runId: holder, hop, since: new Date(from).toISOString() }];
}
