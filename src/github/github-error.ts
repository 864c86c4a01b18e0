import { RequestError } from '@octokit/request-error';

/** GitHub said no: nothing was started. */
export class GitHubRefused extends Error {
  override readonly name = 'GitHubRefused';
  readonly status: number;
  /** When it may be asked again, if it said so. */
  readonly retryAfterMilliseconds: number | null;

  constructor(message: string, status: number, retryAfterMilliseconds: number | null, cause: unknown) {
    super(message, { cause });
    this.status = status;
    this.retryAfterMilliseconds = retryAfterMilliseconds;
  }
}

/** GitHub did not answer, or with a 5xx: the event may have landed all the same. */
export class GitHubUnreachable extends Error {
  override readonly name = 'GitHubUnreachable';
}

/** How a refusal is told: what was asked for, what to do if its fate is not known, and what each status means. */
export interface AskedOfGitHub {
  thing: string;
  unknownOutcome: string;
  refusals: Readonly<Record<number, string>>;
}

/** Turns what the client throws into one sentence that says what to do. */
export function toGitHubError(
  error: unknown,
  repository: string,
  asked: AskedOfGitHub = askedForEvent(repository),
): Error {
  // The client reports a connection that failed as a 500 without a response.
  if (!(error instanceof RequestError) || !error.response) {
    return unreachable(error, repository, 'no connection', asked);
  }
  if (error.status >= 500) return unreachable(error, repository, `HTTP ${error.status}`, asked);
  const retryAfter = retryAfterOf(error);
  return new GitHubRefused(
    advice(error.status, repository, retryAfter, asked),
    error.status,
    retryAfter,
    error,
  );
}

function unreachable(
  cause: unknown,
  repository: string,
  reason: string,
  { thing, unknownOutcome }: AskedOfGitHub,
): GitHubUnreachable {
  return new GitHubUnreachable(
    `GitHub did not take ${thing} for ${repository} (${reason}); ${unknownOutcome}`,
    { cause },
  );
}

function advice(
  status: number,
  repository: string,
  retryAfter: number | null,
  { thing, refusals }: AskedOfGitHub,
): string {
  if (status === 429 || retryAfter !== null) {
    const when = retryAfter === null ? 'later' : `in ${Math.ceil(retryAfter / 1_000)} s`;
    return `GitHub takes no more events for ${repository} at the moment (HTTP ${status}): continue the job ${when}, or leave it to the watchdog.`;
  }
  return refusals[status] ?? `GitHub refused ${thing} for ${repository} (HTTP ${status}).`;
}

function askedForEvent(repository: string): AskedOfGitHub {
  return {
    thing: 'the event',
    unknownOutcome: 'it may have landed all the same. If no run starts, the watchdog continues the job.',
    refusals: {
      401: 'GitHub does not know the token (HTTP 401): check github-token; the token of a run is only good while it runs.',
      403: `The token may not send events to ${repository} (HTTP 403): the workflow needs "permissions: contents: write".`,
      404: `There is no repository ${repository} for this token (HTTP 404): check GITHUB_REPOSITORY and that github-token belongs to it.`,
    },
  };
}

/** Secondary limits come as 403 or 429 with the seconds to wait, else a minute is right. */
function retryAfterOf(error: RequestError): number | null {
  const header = error.response?.headers['retry-after'];
  const seconds = Number(header);
  if (header !== undefined && Number.isFinite(seconds) && seconds >= 0) return seconds * 1_000;
  return error.status === 429 || /secondary rate limit/i.test(error.message) ? 60_000 : null;
}
