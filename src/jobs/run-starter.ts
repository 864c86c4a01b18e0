import { nextHop } from '../core/facts.ts';
import type { Job } from '../core/job.ts';
import type { RunOptions } from '../core/options.ts';
import type { ChainEvent } from '../github/chain-event.ts';
import type { EventSender, StartedRun, WorkflowStarter } from '../github/create-github.ts';
import { runInputs } from '../github/run-inputs.ts';
import type { StoredJob } from '../store/read-job.ts';

/** Which run is wanted. */
export interface RunRequested {
  stored: Pick<StoredJob, 'job' | 'facts'>;
  lane: number;
  reason: string;
  /** For this run alone; what is left out is as the job has it. */
  overrides?: Partial<Pick<RunOptions, 'maxBatches' | 'autoContinue'>>;
}

/**
 * Requests a run from GitHub; null if GitHub does not say which. Rejects with `GitHubRefused` (none was started) or
 * `GitHubUnreachable` (it may have been).
 */
export type RunStarter = (requested: RunRequested) => Promise<StartedRun | null>;

/**
 * By `repository_dispatch`, with the token of a run. The event names its hop: delivered twice, it is one run.
 *
 * @param signal ends the wait for a rate limit.
 */
export function startByEvent(github: EventSender, signal?: AbortSignal): RunStarter {
  return async ({ stored: { job, facts }, lane, reason }) => {
    const event = { v: 1 as const, jobId: job.id, lane, hop: nextHop(facts, lane), reason };
    await github.dispatch(event, { signal });
    return null;
  };
}

/** By `workflow_dispatch`, from outside of GitHub. */
export function startByWorkflow(github: Pick<WorkflowStarter, 'startWorkflow'>): RunStarter {
  return ({ stored, lane, overrides }) => github.startWorkflow(runInputs(stored.job, lane, overrides));
}

/** The event by which a run starts the next one of its lane. */
export function nextRunEvent(job: Job, lane: number, hop: number, reason: string): ChainEvent {
  return { v: 1, jobId: job.id, autoContinue: true, lane, hop, reason };
}
