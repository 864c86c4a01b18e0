import { interpolate } from './expression.ts';
import type { JobProgress } from './job-steps.ts';
import type { LogLine } from './log-line.ts';
import { createContexts, type RunIdentity } from './run-contexts.ts';
import { runJob } from './run-job.ts';
import type { RunSite } from './run-site.ts';
import { inTurn } from './wait-for-turn.ts';
import { readJobs } from './workflow-file.ts';

export type Conclusion = 'success' | 'failure' | 'cancelled' | 'skipped' | 'startup_failure';

export type RunState =
  | { readonly status: 'queued' }
  | { readonly status: 'in_progress' }
  | { readonly status: 'completed'; readonly conclusion: Conclusion };

/** One run of a workflow; its fields change while it lives. */
export interface Run extends RunIdentity {
  /** What `run-name` evaluates to. */
  readonly title: string;
  readonly state: RunState;
  /** Id of the action's process while one lives. */
  readonly processId: number | null;
  /** Outputs of the action, as far as it has set them. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Markdown that the action wrote for the page of the run. */
  readonly summary: string;
  readonly log: readonly LogLine[];
  /** Resolves when the run is over; never rejects. */
  readonly finished: Promise<Conclusion>;
  /** Drops a waiting run, and ends a working one as GitHub does, with three signals. */
  cancel(reason: string): void;
}

export interface RunObserver {
  started(run: Run): void;
  line(run: Run, line: LogLine): void;
}

/** Starts a run, or lets it wait for its turn. Its place in the queue is taken before this returns. */
export function startRun(identity: RunIdentity, site: RunSite, observer: RunObserver): Run {
  const { workflow } = identity;
  const ending = new AbortController();
  const log: LogLine[] = [];
  let readOutputs: () => Readonly<Record<string, string>> = () => ({});
  const run: Changing<Omit<Run, 'outputs'>> & Pick<Run, 'outputs'> = {
    ...identity,
    title: workflow.name ?? workflow.file,
    state: { status: 'queued' },
    processId: null,
    get outputs() {
      return readOutputs();
    },
    summary: '',
    log,
    finished: Promise.resolve('skipped'),
    cancel,
  };
  run.finished = live().then((conclusion) => {
    run.state = { status: 'completed', conclusion };
    return conclusion;
  });
  return run;

  function cancel(reason: string) {
    if (run.state.status === 'completed' || ending.signal.aborted) return;
    say({ level: 'warning', text: `The run is cancelled: ${reason}.` });
    ending.abort();
  }

  function say(line: LogLine) {
    log.push(line);
    observer.line(run, line);
  }

  async function live(): Promise<Conclusion> {
    const waiting = { queue: site.queue, signal: ending.signal, cancel };
    const progress: JobProgress = {
      line: say,
      processStarted: (processId, outputs) => {
        run.processId = processId;
        readOutputs = outputs;
      },
      processEnded: ({ outputs, summary }) => {
        run.processId = null;
        readOutputs = () => outputs;
        run.summary += summary;
      },
    };
    try {
      const contexts = createContexts(identity, site);
      if (workflow['run-name']) run.title = interpolate(workflow['run-name'], contexts);
      const jobs = readJobs(workflow);
      const conclusions = await inTurn(waiting, workflow.concurrency, contexts, async () => {
        run.state = { status: 'in_progress' };
        observer.started(run);
        const found: Conclusion[] = [];
        // One after another, in the order of the file; `needs` is refused when the file is read.
        for (const [jobId, job] of jobs)
          found.push(await runJob({ jobId, job, identity, contexts, site }, waiting, progress));
        return found;
      });
      return conclude(conclusions ?? ['cancelled']);
    } catch (error) {
      say({ level: 'error', text: error instanceof Error ? error.message : String(error) });
      return run.state.status === 'queued' ? 'startup_failure' : 'failure';
    }
  }
}

type Changing<T> = { -readonly [Key in keyof T]: T[Key] };

function conclude(conclusions: readonly Conclusion[]): Conclusion {
  for (const worst of ['cancelled', 'failure', 'success'] as const)
    if (conclusions.includes(worst)) return worst;
  return 'skipped';
}
