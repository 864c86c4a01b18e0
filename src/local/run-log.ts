import type { LogLine } from './github/log-line.ts';
import type { GitHubStandIn } from './github/stand-in.ts';

/** Listens to the runs: which job do they speak of, and is there something to look at? */
export interface RunLog {
  /** The job that was spoken of last; null until there is one. */
  readonly jobId: string | null;
  /** Whether its end has been told already. */
  readonly hasEnded: boolean;
  expect(jobId: string): void;
  markEnded(): void;
  hear(line: LogLine): void;
  listenTo(github: Pick<GitHubStandIn, 'events'>): void;
  /** Resolves after that time, or as soon as a run has ended or `stop` is aborted. */
  waitForMore(milliseconds: number, stop: AbortSignal): Promise<void>;
}

/** The lines of a run that begins or goes on with a job; what it says of a job that is over is no reason to look. */
const AT_WORK = /^(?:🚀 Creating|🔄 Processing) .*?\b(?<jobId>batch_job_[a-z0-9]+)/u;

/** @param keeps stay with the first job that is heard of. */
export function createRunLog({ keeps }: { keeps: boolean }): RunLog {
  let jobId: string | null = null;
  let endedJobId: string | null = null;
  let more = Promise.withResolvers<void>();

  return {
    get jobId() {
      return jobId;
    },
    get hasEnded() {
      return jobId !== null && jobId === endedJobId;
    },
    expect(expected) {
      jobId = expected;
    },
    markEnded() {
      endedJobId = jobId;
    },
    hear({ text }) {
      const heard = AT_WORK.exec(text)?.groups?.jobId;
      if (heard === undefined || (keeps && jobId !== null && heard !== jobId)) return;
      jobId = heard;
      // One that goes on after its end was taken up again.
      if (endedJobId === heard) endedJobId = null;
    },
    listenTo(github) {
      github.events.on('run-finished', () => more.resolve());
    },
    async waitForMore(milliseconds, stop) {
      const end = () => more.resolve();
      const timer = setTimeout(end, milliseconds);
      stop.addEventListener('abort', end, { once: true });
      if (stop.aborted) end();
      await more.promise;
      clearTimeout(timer);
      stop.removeEventListener('abort', end);
      more = Promise.withResolvers();
    },
  };
}
