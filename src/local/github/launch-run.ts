import { errorMessage } from '../../core/error-message.ts';
import type { Turn } from './concurrency-queue.ts';
import { interpolate } from './expression.ts';
import type { LogLine } from './log-line.ts';
import type { Conclusion, Run, RunIdentity, RunSite } from './run.ts';
import { createContexts } from './run-contexts.ts';
import { runWorkflowJob } from './run-job.ts';
import { readJobs } from './workflow-file.ts';

/** Starts a run, or lets it wait for its turn. Its place in the queue is taken before this returns. */
export function launchRun(identity: RunIdentity, site: RunSite): Run {
  const { id, workflow } = identity;
  const ending = new AbortController();
  const run: Run = {
    ...identity,
    title: workflow.name ?? workflow.file,
    state: { status: 'queued' },
    processId: null,
    get outputs() {
      return run.readOutputs();
    },
    readOutputs: () => ({}),
    summary: '',
    log: [],
    finished: Promise.resolve().then(() => finished),
    cancel,
  };
  const finished = live()
    .catch((error: unknown): Conclusion => {
      say({ level: 'error', text: errorMessage(error) });
      return run.state.status === 'queued' ? 'startup_failure' : 'failure';
    })
    .then((conclusion) => {
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
    run.log.push(line);
    site.events.emit('line', run, line);
  }

  async function live(): Promise<Conclusion> {
    const contexts = createContexts(identity, site);
    if (workflow['run-name']) run.title = interpolate(workflow['run-name'], contexts);
    const jobs = Object.entries(readJobs(workflow));
    const { promise: itsTurn, resolve: start } = Promise.withResolvers<void>();
    ending.signal.addEventListener('abort', () => start(), { once: true });
    const alone = { group: `run ${id}`, queue: 'max', 'cancel-in-progress': 'false' } as const;
    const { group, queue, 'cancel-in-progress': cancels } = workflow.concurrency ?? alone;
    const turn: Turn = {
      group: interpolate(group, contexts),
      queue,
      cancelInProgress: interpolate(cancels, contexts) === 'true',
      start,
      cancel,
    };
    site.queue.enter(turn);
    try {
      await itsTurn;
      if (ending.signal.aborted) return 'cancelled';
      run.state = { status: 'in_progress' };
      site.events.emit('run-started', run);
      const found = new Set<Conclusion>();
      // One after another, in the order of the file; `needs` is refused when the file is read.
      const work = { run, contexts, site, signal: ending.signal, say };
      for (const [jobId, job] of jobs) found.add(await runWorkflowJob({ ...work, jobId, job }));
      return (['cancelled', 'failure', 'success'] as const).find((worst) => found.has(worst)) ?? 'skipped';
    } finally {
      site.queue.leave(turn);
    }
  }
}
