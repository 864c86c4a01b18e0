import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import { type ApiHandler, serveApi } from '../serve-api.ts';
import { createGitHubApi } from './api.ts';
import { createConcurrencyQueue } from './concurrency-queue.ts';
import type { LogLine } from './log-line.ts';
import { type Run, type RunSite, startRun } from './run.ts';
import { createRunHistory } from './run-history.ts';
import { machineVariables } from './step-environment.ts';
import { GITHUB_CANCEL_DELAYS } from './step-process.ts';
import { createTokens } from './tokens.ts';
import { completeInputs, listens, type TriggerEvent } from './triggers.ts';
import { readWorkflows } from './workflow-file.ts';

/** What runs have in common, besides what the stand-in makes itself; without it, secrets, variables and `env` are empty. */
export interface GitHubStandInOptions
  extends Pick<RunSite, 'root' | 'repository' | 'runsFolder'>,
    Partial<Pick<RunSite, 'secrets' | 'vars' | 'env' | 'cancelDelays'>> {
  /** A token that may do everything, for callers from outside. Each job gets another one, as at GitHub. */
  readonly token: string;
  /** Where the latest runs are kept for their pages. @default below `runsFolder` */
  readonly historyFolder?: string;
  /** @default 0, any free one */
  readonly port?: number;
  readonly onLine?: (run: Run, line: LogLine) => void;
  /** Gets a line for each request that fails here. @default console.error */
  readonly log?: (line: string) => void;
  /** Stands before the API, for tests of those who call it. */
  readonly around?: (api: ApiHandler) => ApiHandler;
}

export interface GitHubStandIn {
  /** Origin of the API and of the pages of runs. */
  readonly url: string;
  readonly events: EventEmitter<{ 'run-started': [Run]; 'run-finished': [Run] }>;
  /** The latest thousand runs, oldest first. */
  runs(): readonly Run[];
  /** What the button *Run workflow* does. @throws if the workflow does not take these inputs. */
  dispatchWorkflow(inputs: Readonly<Record<string, string>>, file?: string): Run;
  dispatchRepository(type: string, clientPayload: Readonly<Record<string, unknown>> | null): readonly Run[];
  /** Starts the workflows with this cron; the stand-in has no clock that would. */
  fireSchedule(cron: string): readonly Run[];
  /** Resolves when no run waits or works. */
  idle(): Promise<void>;
  /** Cancels all runs, waits for their ends, and stops listening. What they dispatch meanwhile is not started. */
  close(): Promise<void>;
}

/**
 * GitHub on one machine: takes dispatches over HTTP, reads the workflow files of a checkout as GitHub would, and
 * starts the checkout's own action for them. What it does not know it refuses, rather than pass over it.
 */
export async function createGitHubStandIn(options: GitHubStandInOptions): Promise<GitHubStandIn> {
  const { root, repository, runsFolder, around = (api) => api } = options;
  const events: GitHubStandIn['events'] = new EventEmitter();
  const tokens = createTokens(options.token);
  const history = createRunHistory(options.historyFolder ?? join(runsFolder, 'history'));
  const runs: Run[] = [];
  let lastId = 0;
  let lastNumber = 0;
  let isClosing = false;
  readWorkflows(root);

  let api: ApiHandler = () => new Response(null, { status: 503 });
  const server = await serveApi(
    around((request, node) => api(request, node)),
    { port: options.port ?? 0, ...(options.log && { log: options.log }) },
  );
  const { url } = server;
  const site: RunSite = {
    ...{ root, repository, url, runsFolder, tokens },
    secrets: options.secrets ?? {},
    vars: options.vars ?? {},
    env: { ...machineVariables(process.env), ...options.env },
    cancelDelays: options.cancelDelays ?? GITHUB_CANCEL_DELAYS,
    queue: createConcurrencyQueue(),
  };
  const app = createGitHubApi({
    ...{ url, repository, tokens, history, deliver },
    readWorkflows: () => readWorkflows(root),
    findRun: (id) => runs.find((run) => run.id === id),
  });
  api = (request) => app.fetch(request);

  function deliver(event: TriggerEvent): readonly Run[] {
    if (isClosing) return [];
    const listeners = readWorkflows(root).filter((workflow) => listens(workflow, event));
    return listeners.map((workflow) => {
      // Ids grow with time, so that they do not repeat after a restart.
      lastId = Math.max(lastId + 1, Date.now());
      lastNumber += 1;
      const identity = { id: lastId, number: lastNumber, workflow, event };
      const run = startRun(identity, site, {
        started: (started) => events.emit('run-started', started),
        line: (origin, line) => options.onLine?.(origin, line),
      });
      void run.finished.then(() => {
        history.keep(run);
        events.emit('run-finished', run);
      });
      runs.push(run);
      if (runs.length > MAX_KNOWN_RUNS && runs[0]?.state.status === 'completed') runs.shift();
      return run;
    });
  }

  async function idle() {
    const living = () => runs.filter((run) => run.state.status !== 'completed');
    while (living().length > 0) await Promise.all(living().map((run) => run.finished));
  }

  return {
    url,
    events,
    runs: () => runs,
    dispatchWorkflow(inputs, file = 'fill-cache.yml') {
      const workflow = readWorkflows(root).find((known) => known.file === file);
      const completed = workflow
        ? completeInputs(workflow, inputs)
        : { refusal: `There is no workflow ${file}` };
      if ('refusal' in completed) throw new Error(`${file} cannot be run: ${completed.refusal}`);
      const [run] = deliver({ name: 'workflow_dispatch', file, inputs: completed.inputs });
      if (!run) throw new Error(`${file} cannot be run: the stand-in for GitHub is closing`);
      return run;
    },
    dispatchRepository: (type, clientPayload) =>
      deliver({ name: 'repository_dispatch', type, clientPayload }),
    fireSchedule: (cron) => deliver({ name: 'schedule', cron }),
    idle,
    async close() {
      isClosing = true;
      for (const run of runs) run.cancel('the stand-in for GitHub is closing');
      await idle();
      await server.close();
    },
  };
}

const MAX_KNOWN_RUNS = 1_000;
