import type { Facts, RunRecord } from './facts.ts';
import type { IssueCounts } from './issues.ts';
import type { Job } from './job.ts';
import { type JobView, viewJob } from './view.ts';

/** What a run has come to. `problem` is what a person should know; it makes the run red. */
export interface RunOutcome {
  job: Job;
  facts: Facts;
  view: JobView;
  /** What this run recorded about itself; null if it did no work. */
  record: RunRecord | null;
  batchesRun: number;
  dispatched: boolean;
  problem: string | null;
  /** Looked for by the run that ended the job; null otherwise, or if Redis did not answer. */
  findings: Findings | null;
}

/**
 * Of a run that did no work.
 *
 * @param alive whether another run is at work on the job, or on its way.
 */
export function idleOutcome(job: Job, facts: Facts, alive: boolean): RunOutcome {
  return {
    job,
    facts,
    view: viewJob(job, facts, alive),
    record: null,
    batchesRun: 0,
    dispatched: false,
    problem: null,
    findings: null,
  };
}

/** What is odd about the documents that a job has asked for. */
export interface Findings {
  /** Tickers that lack a session in which they traded. */
  late: string[];
  /** How many documents have findings, by their kind. */
  issues: IssueCounts;
}
