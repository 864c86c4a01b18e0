import { EventEmitter } from 'node:events';
import { type ApiHandler, serveApi } from '../../http/serve-api.ts';
import { createGitHubApi } from './api.ts';
import { createConcurrencyQueue } from './concurrency-queue.ts';
import { launchRun } from './launch-run.ts';
import type { Run, RunSite } from './run.ts';
import { createRunHistory } from './run-history.ts';
import { machineVariables } from './step-environment.ts';
import { GITHUB_CANCEL_DELAYS } from './step-process.ts';
import { createTokens } from './tokens.ts';
import { completeInputs, listens, type TriggerEvent } from './triggers.ts';
import { readWorkflows } from './workflow-file.ts';

export interface GitHubStandInOptions
  extends Pick<RunSite, 'root' | 'repository' | 'runsFolder' | 'secrets' | 'vars' | 'env'> {
  /** A token that may do everything, for callers from outside. Each job gets another one, as at GitHub. */
  readonly token: string;
  /** Beside `./`. @default none */
  readonly actions?: RunSite['actions'];
  /** Where the latest runs are kept for their pages. */
  readonly historyFolder: string;
  /** @default 0, any free one */
  readonly port?: number;
  /** Gets a line for each request that fails here. @default console.error */
  readonly log?: (line: string) => void;
  /** @default GITHUB_CANCEL_DELAYS */
  readonly cancelDelays?: RunSite['cancelDelays'];
  /** Stands before the API, for tests of those who call it. */
  readonly around?: (api: ApiHandler) => ApiHandler;
}

export type GitHubStandIn = Awaited<ReturnType<typeof createGitHubStandIn>>;

/**
 * GitHub on one machine: takes dispatches over HTTP, reads the workflow files of a checkout as GitHub would, and
 * starts the checkout's own action for them. What it does not know it refuses, rather than pass over it.
 */
export async function createGitHubStandIn(options: GitHubStandInOptions) {
  const { root, repository, port, log, around = (api) => api } = options;
  const events: RunSite['events'] = new EventEmitter();
  const tokens = createTokens(options.token);
  const history = createRunHistory(options.historyFolder);
  const runs: Run[] = [];
  let lastId = 0;
  let lastNumber = 0;
  let isClosing = false;
  readWorkflows(root);

  const findWorkflow = (file: string) => readWorkflows(root).find((known) => known.file === file);
  const listRuns = () => runs;
  const app = createGitHubApi({ repository, tokens, history, deliver, findWorkflow, listRuns });
  const handler = around((request) => app.fetch(request));
  const { url, close } = await serveApi(handler, { ...(port && { port }), ...(log && { log }) });
  const site: RunSite = {
    ...{ cancelDelays: GITHUB_CANCEL_DELAYS, actions: {}, ...options, url, tokens, events },
    env: { ...machineVariables(process.env), ...options.env },
    queue: createConcurrencyQueue(),
  };

  function deliver(event: TriggerEvent): readonly Run[] {
    if (isClosing) return [];
    const listeners = readWorkflows(root).filter((workflow) => listens(workflow, event));
    return listeners.map((workflow) => {
      // Ids grow with time, so that they do not repeat after a restart.
      lastId = Math.max(lastId + 1, Date.now());
      lastNumber += 1;
      const run = launchRun({ id: lastId, number: lastNumber, workflow, event }, site);
      void run.finished.then(() => {
        history.keep(run);
        events.emit('run-finished', run);
      });
      runs.push(run);
      if (runs.length > MAX_KNOWN_RUNS && runs[0]?.state.status === 'completed') runs.shift();
      return run;
    });
  }

  async function idle(): Promise<void> {
    const living = () => runs.filter((run) => run.state.status !== 'completed');
    while (living().length > 0) await Promise.all(living().map((run) => run.finished));
  }

  return {
    /** Origin of the API and of the pages of runs. */
    url,
    events,
    /** The latest thousand runs, oldest first. */
    runs: (): readonly Run[] => runs,
    /** What the button *Run workflow* does. @throws if the workflow does not take these inputs. */
    dispatchWorkflow(inputs: Readonly<Record<string, string>>, file = 'fill-cache.yml'): Run {
      const workflow = findWorkflow(file);
      if (!workflow) throw new Error(`There is no workflow ${file}`);
      const completed = completeInputs(workflow, inputs);
      if ('refusal' in completed) throw new Error(`${file} cannot be run: ${completed.refusal}`);
      const [run] = deliver({ name: 'workflow_dispatch', file, inputs: completed.inputs });
      if (!run) throw new Error(`${file} cannot be run: the stand-in for GitHub is closing`);
      return run;
    },
    dispatchRepository: (type: string, clientPayload: Readonly<Record<string, unknown>> | null) =>
      deliver({ name: 'repository_dispatch', type, clientPayload }),
    /** Starts the workflows with this cron; the stand-in has no clock that would. */
    fireSchedule: (cron: string) => deliver({ name: 'schedule', cron }),
    idle,
    /** Cancels all runs, waits for their ends, and stops listening. What they dispatch meanwhile is not started. */
    async close(): Promise<void> {
      isClosing = true;
      for (const run of runs) run.cancel('the stand-in for GitHub is closing');
      await idle();
      await close();
    },
  };
}

const MAX_KNOWN_RUNS = 1_000;
