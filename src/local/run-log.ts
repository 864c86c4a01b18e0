import type { Clock } from '../core/clock.ts';
import type { Run } from './github/run.ts';
import type { GitHubStandIn } from './github/stand-in.ts';

export interface RunLogPorts {
  github: Pick<GitHubStandIn, 'events'> & { runs(): readonly Pick<Run, 'event' | 'outputs'>[] };
  clock: Clock;
}

/** Which job the runs of this stack work on, and what is new of it. @param keeps stay with the first job. */
export function createRunLog({ github, clock }: RunLogPorts, { keeps }: { keeps: boolean }) {
  let expected: string | null = null;
  let ended: string | null = null;
  let more = Promise.withResolvers<void>();
  github.events.on('run-finished', () => more.resolve());

  const jobIds = () => github.runs().flatMap((run) => jobOf(run) ?? []);
  const currentJob = () => (keeps ? (expected ?? jobIds()[0] ?? null) : (jobIds().at(-1) ?? expected));
  /** Another one as soon as a further run works on the job. */
  const stage = () => `${currentJob()} ${jobIds().filter((id) => id === currentJob()).length}`;

  return {
    /** The job of the latest run that has one; null until there is one. */
    get jobId(): string | null {
      return currentJob();
    },
    /** Whether its end was reported, and no run of it has started since. */
    get hasEnded(): boolean {
      return ended === stage();
    },
    expect(jobId: string): void {
      expected = jobId;
    },
    markEnded(): void {
      ended = stage();
    },
    /** Resolves after that time, or as soon as a run has ended or `stop` is aborted. */
    async waitForMore(milliseconds: number, stop: AbortSignal): Promise<void> {
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
