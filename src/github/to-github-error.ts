import * as z from 'zod/mini';
import { GitHubRefused, GitHubUnreachable } from './github-error.ts';
import type { GitHubRequest } from './github-requests.ts';
import { rateLimitWait } from './rate-limit.ts';

/** What Octokit throws for a response; it reports a connection that failed as a 500 without a response. */
const responseErrorSchema = z.object({
  status: z.number(),
  message: z.string(),
  response: z.object({ headers: z.record(z.string(), z.unknown()) }),
});

/** Turns what Octokit throws into one sentence that says what to do. @param now milliseconds since 1970 */
export function toGitHubError(
  error: unknown,
  repository: string,
  request: GitHubRequest,
  now: number,
): GitHubRefused | GitHubUnreachable {
  const parsed = responseErrorSchema.safeParse(error).data;
  if (!parsed) return unreachable(error, repository, 'no connection', request);
  const { status, message, response } = parsed;
  if (status >= 500) return unreachable(error, repository, `HTTP ${status}`, request);
  const texts = Object.entries(response.headers).flatMap(([name, value]) =>
    typeof value === 'string' || typeof value === 'number' ? [[name, String(value)]] : [],
  );
  const wait = rateLimitWait({ status, headers: Object.fromEntries(texts), message }, now);
  const words =
    wait === null
      ? (request.refusals[status] ?? `GitHub refused ${request.thing} for ${repository} (HTTP ${status}).`)
      : limitWords(repository, status, wait, now);
  return new GitHubRefused(words, status, wait, error);
}

function limitWords(repository: string, status: number, wait: number, now: number): string {
  const end = `${new Date(now + wait).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
  return (
    `GitHub takes no more events for ${repository} at the moment (HTTP ${status}; rate limit until ${end}): ` +
    `continue the job in ${Math.ceil(wait / 1_000)} s, or leave it to the watchdog.`
  );
}

function unreachable(
  cause: unknown,
  repository: string,
  reason: string,
  { thing, unknownOutcome }: GitHubRequest,
): GitHubUnreachable {
  return new GitHubUnreachable(
    `GitHub did not take ${thing} for ${repository} (${reason}); ${unknownOutcome}`,
    { cause },
  );
}
