import type { ProblemReply } from './replies.ts';

/** A command line, or an environment, that cannot be understood; in one sentence. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Nobody answers at the address, or somebody who is no fill-cache. */
export class NotReachable extends Error {
  override readonly name = 'NotReachable';
}

/** fill-cache has said no; the message is its own sentence. */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused';
  readonly status: number;
  readonly problem: ProblemReply;
  /** When it is worth while to ask again; null if it has not said. */
  readonly retryAfterSeconds: number | null;

  constructor(status: number, problem: ProblemReply, retryAfterSeconds: number | null) {
    super(problem.error);
    this.status = status;
    this.problem = problem;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Whether the same question may well be answered a little later. */
export function isPassing(error: unknown): boolean {
  if (error instanceof RequestRefused) return error.status === 429 || error.status >= 500;
  return error instanceof NotReachable;
}
