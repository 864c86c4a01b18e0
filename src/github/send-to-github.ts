import type { Clock } from '../core/clock.ts';
import { GitHubRefused } from './github-error.ts';
import type { GitHubRequest } from './github-requests.ts';
import { toGitHubError } from './to-github-error.ts';

export interface GitHubSenderConfig {
  /** `dispatch` needs `contents: write`; `startWorkflow` needs `actions: write`, and no right to push code. */
  token: string;
  /** `owner/name`. */
  repository: string;
  apiUrl: string;
  clock: Clock;
  /** @default globalThis.fetch */
  fetch?: typeof globalThis.fetch;
  /**
   * For one request.
   * @default 15000
   */
  timeoutMilliseconds?: number;
}

/** Sends one request. @throws {GitHubRefused} {GitHubUnreachable} in the words that describe what was asked for. */
export type GitHubSender = (
  route: string,
  parameters: Record<string, unknown>,
  described: GitHubRequest,
  signal?: AbortSignal,
) => Promise<{ data: unknown; headers: Readonly<Record<string, unknown>> }>;

/** GitHub's REST API through `@actions/github`, which is loaded with the first request. */
export function createGitHubSender(config: GitHubSenderConfig): GitHubSender {
  const { token, repository, apiUrl, clock, timeoutMilliseconds = 15_000 } = config;
  let loaded: Promise<ReturnType<typeof import('@actions/github').getOctokit>> | undefined;
  const load = async () => {
    const { getOctokit } = await import('@actions/github');
    return getOctokit(token, {
      baseUrl: apiUrl,
      log: SILENT,
      // The package's own `fetch` brings a second HTTP client for proxies; every other request of a run uses Node's.
      request: { fetch: config.fetch ?? globalThis.fetch },
    });
  };
  return async (route, parameters, described, signal) => {
    if (!token) {
      const words = `${described.token} is empty: GitHub takes ${described.thing} for ${repository} from a token alone.`;
      throw new GitHubRefused(words, 401, null, undefined);
    }
    loaded ??= load();
    const octokit = await loaded;
    const timeout = AbortSignal.timeout(timeoutMilliseconds);
    try {
      return await octokit.request(route, {
        ...parameters,
        headers: { 'x-github-api-version': '2022-11-28' },
        request: { signal: signal ? AbortSignal.any([signal, timeout]) : timeout },
      });
    } catch (error) {
      throw toGitHubError(error, repository, described, clock.now());
    }
  };
}

const silent = () => undefined;
/** Octokit writes deprecations to the console, past the log of the run. */
const SILENT = { debug: silent, info: silent, warn: silent, error: silent };
