import type { Clock } from '../core/clock.ts';
import type { Run } from './github/run.ts';
import type { GitHubStandIn } from './github/stand-in.ts';

/** Which job the runs of this stack work on, and whether there is something new to see of it. */
export interface RunLog {
  /** The job of the latest run that has one; null until there is one. */
  readonly jobId: string | null;
  /** Whether its end was reported, and no run of it has started since. */
  readonly hasEnded: boolean;
  expect(jobId: string): void;
  markEnded(): void;
  /** Resolves after that time, or as soon as a run has ended or `stop` is aborted. */
  waitForMore(milliseconds: number, stop: AbortSignal): Promise<void>;
}

export interface RunLogPorts {
  github: Pick<GitHubStandIn, 'events'> & { runs(): readonly Pick<Run, 'event' | 'outputs'>[] };
  clock: Clock;
}

/** @param keeps stay with the first job. */
export function createRunLog({ github, clock }: RunLogPorts, { keeps }: { keeps: boolean }): RunLog {
  let expected: string | null = null;
  let ended: { jobId: string | null; runs: number } | null = null;
  let more = Promise.withResolvers<void>();
  github.events.on('run-finished', () => more.resolve());

  const jobIds = () => github.runs().flatMap((run) => jobOf(run) ?? []);
  const currentJob = () => (keeps ? (expected ?? jobIds()[0] ?? null) : (jobIds().at(-1) ?? expected));
  const runsOf = (jobId: string | null) => jobIds().filter((id) => id === jobId).length;

  return {
    get jobId() {
      return currentJob();
    },
    get hasEnded() {
      const jobId = currentJob();
      return ended !== null && ended.jobId === jobId && ended.runs === runsOf(jobId);
    },
    expect(jobId) {
      expected = jobId;
    },
    markEnded() {
      const jobId = currentJob();
      ended = { jobId, runs: runsOf(jobId) };
    },
    async waitForMore(milliseconds, stop) {
      const waiting = new AbortController();
      const time = clock.sleep(milliseconds, AbortSignal.any([stop, waiting.signal]));
      await Promise.race([time.catch(() => undefined), more.promise]);
      waiting.abort();
      more = Promise.withResolvers();
    },
  };
}

/** The job that a run was started for, or has made; null while it has made none, and for a watchdog. */
function jobOf({ event, outputs }: Pick<Run, 'event' | 'outputs'>): string | null {
  if (outputs['job-id']) return outputs['job-id'];
  if (event.name === 'workflow_dispatch') return event.inputs['job-id'] || null;
  const named = event.name === 'repository_dispatch' ? event.clientPayload?.jobId : null;
  return typeof named === 'string' ? named : null;
}
