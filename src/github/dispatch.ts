import { request } from '@octokit/request';
import pRetry from 'p-retry';
import type { ChainEvent } from './chain-event.ts';
import { EVENT_TYPE } from './chain-event.ts';
import { GitHubRefused, GitHubUnreachable, toGitHubError } from './github-error.ts';

/** What we ask of GitHub. */
export interface GitHub {
  /**
   * Fires the event that starts the next run. Repeated when GitHub does not answer, so it may be delivered twice:
   * the second run finds its hop taken. Rejects with `GitHubRefused` (nothing was started) or
   * `GitHubUnreachable` (it may have been).
   */
  dispatch(event: ChainEvent): Promise<void>;
}

export interface GitHubConfig {
  token: string;
  /** `owner/name`. */
  repository: string;
  apiUrl: string;
  /** @default 3 */
  retries?: number;
  /** @default 1000 */
  firstPauseMilliseconds?: number;
}

const TIMEOUT_MILLISECONDS = 15_000;
/** A longer Retry-After is left to the watchdog: the token of a run dies with its job. */
const LONGEST_WAIT_MILLISECONDS = 60_000;

/** GitHub's REST interface, through its own client. */
export function createDispatcher(config: GitHubConfig): GitHub {
  const [owner = '', repo = ''] = config.repository.split('/');
  const client = request.defaults({
    baseUrl: config.apiUrl,
    headers: { authorization: `Bearer ${config.token}`, 'x-github-api-version': '2022-11-28' },
  });
  const attempt = async (event: ChainEvent) => {
    try {
      await client('POST /repos/{owner}/{repo}/dispatches', {
        owner,
        repo,
        event_type: EVENT_TYPE,
        client_payload: event,
        request: { signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS) },
      });
    } catch (error) {
      throw toGitHubError(error, config.repository);
    }
  };
  return {
    async dispatch(event) {
      await pRetry(() => attempt(event), {
        retries: config.retries ?? 3,
        minTimeout: config.firstPauseMilliseconds ?? 1_000,
        randomize: true,
        shouldRetry: async ({ error }) => {
          if (error instanceof GitHubUnreachable) return true;
          if (!(error instanceof GitHubRefused) || error.retryAfterMilliseconds === null) return false;
          if (error.retryAfterMilliseconds > LONGEST_WAIT_MILLISECONDS) return false;
          await new Promise((resolve) => setTimeout(resolve, error.retryAfterMilliseconds ?? 0));
          return true;
        },
      });
    },
  };
}
