import { join } from 'node:path';
import type { ConcurrencyQueue, Turn } from './concurrency-queue.ts';
import { interpolate, isMet } from './expression.ts';
import { type JobProgress, runSteps } from './job-steps.ts';
import type { LogLine } from './log-line.ts';
import { createContexts, evaluateEnvironment, type RunContexts, type RunIdentity } from './run-contexts.ts';
import type { CancelDelays } from './step-process.ts';
import type { Tokens } from './tokens.ts';
import { type Concurrency, type Job, readJobs } from './workflow-file.ts';

/** What all runs of one stand-in have in common. */
export interface RunSite {
  /** The checkout whose workflows and action are run. */
  readonly root: string;
  /** `owner/name`. */
  readonly repository: string;
  /** Origin of the stand-in: of its API and of its pages. */
  readonly url: string;
  readonly secrets: Readonly<Record<string, string>>;
  readonly vars: Readonly<Record<string, string>>;
  /** Variables for the processes of the runs, besides those of the workflow. */
  readonly env: Readonly<Record<string, string>>;
  /** Where each run keeps its event, output and summary files while it lives. */
  readonly runsFolder: string;
  readonly cancelDelays: CancelDelays;
  readonly queue: ConcurrencyQueue;
  readonly tokens: Tokens;
}

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
  const progress: JobProgress = {
    line: say,
    processStarted(processId, outputs) {
      run.processId = processId;
      readOutputs = outputs;
    },
    processEnded({ outputs, summary }) {
      run.processId = null;
      readOutputs = () => outputs;
      run.summary += summary;
    },
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
    let turn: Turn | undefined;
    try {
      const contexts = createContexts(identity, site);
      if (workflow['run-name']) run.title = interpolate(workflow['run-name'], contexts);
      const jobs = readJobs(workflow);
      const itsTurn = new Promise<void>((resolve) => {
        ending.signal.addEventListener('abort', () => resolve(), { once: true });
        turn = workflow.concurrency && readTurn(workflow.concurrency, contexts, resolve, cancel);
        if (turn) site.queue.enter(turn);
        else resolve();
      });
      await itsTurn;
      if (ending.signal.aborted) return 'cancelled';
      run.state = { status: 'in_progress' };
      observer.started(run);
      const found: Conclusion[] = [];
      // One after another, in the order of the file; `needs` is refused when the file is read.
      for (const [jobId, job] of jobs) found.push(await runJob(jobId, job, contexts));
      return (
        (['cancelled', 'failure', 'success'] as const).find((worst) => found.includes(worst)) ?? 'skipped'
      );
    } catch (error) {
      say({ level: 'error', text: error instanceof Error ? error.message : String(error) });
      return run.state.status === 'queued' ? 'startup_failure' : 'failure';
    } finally {
      if (turn) site.queue.leave(turn);
    }
  }

  /** Runs one job within its time, with a token that is revoked at its end. */
  async function runJob(jobId: string, job: Job, contexts: RunContexts): Promise<Conclusion> {
    if (job.if !== undefined && !isMet(job.if, contexts, false)) return 'skipped';
    const token = site.tokens.issue(job.permissions ?? workflow.permissions);
    const minutes = Number(interpolate(job['timeout-minutes'], contexts));
    const exceeded = () => cancel(`the job ${jobId} has worked for ${minutes} minutes, its timeout-minutes`);
    const timeout = setTimeout(exceeded, minutes * MILLISECONDS_PER_MINUTE);
    try {
      const environment = evaluateEnvironment(workflow.env, { ...contexts, secrets: site.secrets });
      const folder = join(site.runsFolder, String(identity.id));
      const work = { jobId, job, environment, token, folder };
      const succeeded = await runSteps(work, contexts, site, ending.signal, progress);
      if (ending.signal.aborted) return 'cancelled';
      return succeeded ? 'success' : 'failure';
    } finally {
      clearTimeout(timeout);
      site.tokens.revoke(token);
    }
  }
}

type Changing<T> = { -readonly [Key in keyof T]: T[Key] };

const MILLISECONDS_PER_MINUTE = 60_000;

function readTurn(
  concurrency: Concurrency,
  contexts: RunContexts,
  start: Turn['start'],
  cancel: Turn['cancel'],
): Turn {
  return {
    group: interpolate(concurrency.group, contexts),
    queue: concurrency.queue,
    cancelInProgress: interpolate(concurrency['cancel-in-progress'], contexts) === 'true',
    start,
    cancel,
  };
}
