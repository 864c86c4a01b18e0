import type { Facts, RunRecord } from './facts.ts';
import type { Job, Plan } from './job.ts';
import type { RunOptions } from './options.ts';

/** One run of a lane, whole: everything about it goes through the code as this value. */
export interface Run {
  /** The id that GitHub gives it. */
  id: string;
  lane: number;
  /** Its number in the lane. */
  hop: number;
  job: Job;
  plan: Plan;
  /** What was known when it began; at its end, what it has written as well. */
  facts: Facts;
  /** The job's options, but for what this run was given anew. */
  options: RunOptions;
  record: RunRecord;
  /** The other lanes that had a lease when the job was read last. */
  others: readonly number[];
  /** The run before it, if the lease which that one has written serves this one too. */
  leasedBy?: string | null | undefined;
}

/** The names by which Redis knows a run. */
export interface RunKey {
  jobId: string;
  lane: number;
  id: string;
}

export function keyOf({ id, lane, job }: Run): RunKey {
  return { jobId: job.id, lane, id };
}
