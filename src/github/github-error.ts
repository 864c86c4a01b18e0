/** Nothing was started: GitHub refused, or was not asked. */
export class GitHubRefused extends Error {
  override readonly name = 'GitHubRefused';
  /** Of the answer; 0 if there is none. */
  readonly status: number;
  /** After how long GitHub takes requests again, if this was a rate limit. */
  readonly retryAfterMilliseconds: number | null;

  constructor(message: string, status: number, retryAfterMilliseconds: number | null, cause: unknown) {
    super(message, { cause });
    this.status = status;
    this.retryAfterMilliseconds = retryAfterMilliseconds;
  }
}

/** GitHub did not answer, or with a 5xx: the request may have landed all the same. */
export class GitHubUnreachable extends Error {
  override readonly name = 'GitHubUnreachable';
}
