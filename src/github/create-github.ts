import * as z from 'zod/mini';
import type { ChainEvent } from './chain-event.ts';
import { EVENT_TYPE } from './chain-event.ts';
import { GitHubRefused, GitHubUnreachable } from './github-error.ts';
import { describeEvent, describeWorkflowRun, WORKFLOW_FILE } from './github-requests.ts';
import { createGitHubSender, type GitHubSenderConfig } from './send-to-github.ts';

/** A run that GitHub has started. */
export interface StartedRun {
  id: number;
  /** Its page. */
  url: string;
}

export interface DispatchOptions {
  /** Ends a request under way and every wait. */
  signal?: AbortSignal | undefined;
  /**
   * Milliseconds since 1970: a rate limit that ends later is not waited for.
   * @default a minute from now
   */
  until?: number | undefined;
}

/**
 * GitHub's REST API, for both ways to start a run. Each method rejects with `GitHubRefused` (nothing was started) or
 * `GitHubUnreachable` (a run may have been started).
 */
export interface GitHub {
  /**
   * Sends the event that starts the next run of a chain. Repeated when GitHub does not answer, so it may be delivered
   * twice: the second run finds its hop taken. A rate limit is waited for within `until`. Aborted by `signal`, it
   * rejects with what GitHub last answered; before the first request, with `GitHubRefused`.
   */
  dispatch(event: ChainEvent, options?: DispatchOptions): Promise<void>;
  /**
   * Starts a run of the workflow from outside of GitHub; null if GitHub does not say which run it has started. Sent
   * once: each request that arrives is a run.
   */
  startWorkflow(inputs: Record<string, string>): Promise<StartedRun | null>;
  /** Rejects as `startWorkflow` would if the token may not start a run, or if the workflow is missing or disabled. */
  checkWorkflow(): Promise<void>;
  /** Rejects as `dispatch` would if the token may not send an event. Starts nothing. */
  checkEvent(): Promise<void>;
  /** As GitHub calls it: `active`, `disabled_inactivity` (60 days without a commit), `disabled_manually` and others. */
  workflowState(): Promise<string>;
  /** Switches the workflow on, with its schedules; needs `actions: write`. */
  enableWorkflow(): Promise<void>;
  /** When the token ends, in milliseconds since 1970; null if GitHub does not say, as of the token of a run. */
  tokenEnd(): Promise<number | null>;
  /** When the schedule last started a run, in milliseconds since 1970; null if it never has. */
  lastScheduledRun(): Promise<number | null>;
}

/** For a run, which starts the next one. */
export type EventSender = Pick<GitHub, 'dispatch'>;
/** For those who start runs from outside of GitHub. */
export type WorkflowStarter = Omit<GitHub, 'dispatch' | 'checkEvent'>;

export interface GitHubConfig extends GitHubSenderConfig {
  /**
   * The branch whose workflow `startWorkflow` runs.
   * @default 'main'
   */
  ref?: string;
  /** From 0 to 1: spreads repetitions. */
  random: () => number;
  /**
   * Repetitions of an event.
   * @default 3
   */
  retries?: number;
  /** @default 1000 */
  firstPauseMilliseconds?: number;
}

/** Git allows no such name, so GitHub can start nothing by it; that GitHub looks for it shows that the token may start. */
const IMPOSSIBLE_REF = 'refs/heads/..';
/** One character more than GitHub takes as a name of an event. */
const IMPOSSIBLE_EVENT = 'x'.repeat(101);
const WORKFLOW_ROUTE = '/repos/{owner}/{repo}/actions/workflows/{workflow_id}';
const LONGEST_WAIT_MILLISECONDS = 60_000;

const startedSchema = z.object({ workflow_run_id: z.number(), html_url: z.url({ protocol: /^https?$/ }) });
const workflowSchema = z.object({ state: z.string() });
const runsSchema = z.object({ workflow_runs: z.array(z.object({ created_at: z.iso.datetime() })) });

export function createGitHub(config: GitHubConfig): GitHub {
  const { repository, ref = 'main', clock, random } = config;
  const { retries = 3, firstPauseMilliseconds = 1_000 } = config;
  const [owner = '', repo = ''] = repository.split('/');
  const workflow = { owner, repo, workflow_id: WORKFLOW_FILE };
  const describeRun = describeWorkflowRun(repository, ref);

  const request = createGitHubSender(config);
  const send = async (...sent: Parameters<typeof request>) => (await request(...sent)).data;
  const startRun = (branch: string, inputs: Record<string, string>) =>
    send(
      `POST ${WORKFLOW_ROUTE}/dispatches`,
      { ...workflow, ref: branch, inputs, return_run_details: true },
      describeRun,
    );

  const workflowState = async () => {
    const found = workflowSchema.safeParse(await send(`GET ${WORKFLOW_ROUTE}`, workflow, describeRun));
    return found.data?.state ?? 'unknown';
  };

  return {
    workflowState,
    async dispatch(event, { signal, until = clock.now() + LONGEST_WAIT_MILLISECONDS } = {}) {
      if (signal?.aborted) {
        const words =
          'This run was cancelled before it started the next one: continue the job, or leave it to the watchdog.';
        throw new GitHubRefused(words, 0, null, signal.reason);
      }
      const parameters = { owner, repo, event_type: EVENT_TYPE, client_payload: event };
      for (let attempt = 0; ; attempt++) {
        try {
          await send('POST /repos/{owner}/{repo}/dispatches', parameters, describeEvent(repository), signal);
          return;
        } catch (error) {
          const pause = attempt < retries ? pauseAfter(error, attempt) : null;
          if (pause === null || signal?.aborted) throw error;
          if (error instanceof GitHubRefused && clock.now() + pause > until) throw error;
          // A cancelled run says what GitHub last said: only that tells whether a run may follow.
          await clock.sleep(pause, signal).catch(() => Promise.reject(error));
        }
      }
    },
    async startWorkflow(inputs) {
      const started = startedSchema.safeParse(await startRun(ref, inputs)).data;
      return started ? { id: started.workflow_run_id, url: started.html_url } : null;
    },
    async checkWorkflow() {
      const state = await workflowState();
      if (state !== 'active') throw new GitHubRefused(switchedOff(repository, state), 409, null, undefined);
      try {
        await startRun(IMPOSSIBLE_REF, {});
      } catch (error) {
        if (!isInvalid(error)) throw error;
      }
    },
    async checkEvent() {
      const parameters = { owner, repo, event_type: IMPOSSIBLE_EVENT };
      try {
        await send('POST /repos/{owner}/{repo}/dispatches', parameters, describeEvent(repository));
      } catch (error) {
        if (!isInvalid(error)) throw error;
      }
    },
    async enableWorkflow() {
      await send(`PUT ${WORKFLOW_ROUTE}/enable`, workflow, describeRun);
    },
    async tokenEnd() {
      const { headers } = await request(`GET ${WORKFLOW_ROUTE}`, workflow, describeRun);
      return timeIn(headers['github-authentication-token-expiration']);
    },
    async lastScheduledRun() {
      const parameters = { ...workflow, event: 'schedule', per_page: 1 };
      const found = runsSchema.safeParse(await send(`GET ${WORKFLOW_ROUTE}/runs`, parameters, describeRun));
      const [last] = found.data?.workflow_runs ?? [];
      return last ? Date.parse(last.created_at) : null;
    },
  };

  /** Milliseconds before an event is sent again; null if it is not. */
  function pauseAfter(error: unknown, attempt: number): number | null {
    if (error instanceof GitHubRefused) return error.retryAfterMilliseconds;
    if (!(error instanceof GitHubUnreachable)) return null;
    return firstPauseMilliseconds * 2 ** attempt * (1 + random());
  }
}

/** A time as GitHub writes it in that header, such as `2026-12-01 10:00:00 UTC` or with an offset. */
function timeIn(header: unknown): number | null {
  const isTime =
    typeof header === 'string' && /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d (UTC|[+-]\d{4})$/.test(header);
  return isTime ? Date.parse(header) : null;
}

/** GitHub looked at the request, which it does for a token that may send it. */
function isInvalid(error: unknown): boolean {
  return error instanceof GitHubRefused && error.status === 422;
}

function switchedOff(repository: string, state: string): string {
  const why =
    state === 'disabled_inactivity'
      ? 'GitHub does that after 60 days without a commit; the cron of the deployment enables it within a day, if its token may write actions. Or enable it'
      : 'enable it';
  return `${WORKFLOW_FILE} of ${repository} is switched off (${state}): ${why} on the Actions page.`;
}
