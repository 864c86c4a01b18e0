import type { ProblemReply } from './replies.ts';

/** A command line, or an environment, that cannot be understood; in one sentence. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Nothing answers at the address, or something that is no fill-cache. */
export class NotReachable extends Error {
  override readonly name = 'NotReachable';
  /** A `POST` may have done all the same what it asks for. */
  readonly method: 'GET' | 'POST';

  constructor(method: 'GET' | 'POST', message: string, options?: ErrorOptions) {
    super(message, options);
    this.method = method;
  }
}

/** fill-cache refused the request; the message is its own sentence. */
export class ApiRefused extends Error {
  override readonly name = 'ApiRefused';
  readonly status: number;
  readonly problem: ProblemReply;
  /** After how long a further request makes sense; null if the reply does not say. */
  readonly retryAfterSeconds: number | null;

  constructor(status: number, problem: ProblemReply, retryAfterSeconds: number | null) {
    super(problem.error);
    this.status = status;
    this.problem = problem;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Whether the same request may succeed a little later. */
export function isPassing(error: unknown): boolean {
  if (error instanceof ApiRefused) return error.status === 429 || error.status >= 500;
  return error instanceof NotReachable;
}
