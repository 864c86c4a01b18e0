import { GitHubRefused, GitHubUnreachable } from '../github/github-error.ts';
import { JobRefused } from '../jobs/job-refused.ts';
import { RunNotStarted } from '../jobs/run-not-started.ts';
import { SourceUnreachable } from '../sources/source-unreachable.ts';
import { JobUnreadable } from '../store/job-unreadable.ts';
import { RedisError } from '../store/redis-error.ts';
import { Problem, type ProblemDetails } from './problem.ts';

/** The one place where errors become problems of HTTP. An error of no known class is a fault of this code. */
export function toProblem(error: unknown, details: ProblemDetails = {}): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof RunNotStarted) return toProblem(error.cause, { ...details, jobId: error.jobId });
  if (error instanceof JobRefused) return refusedJob(error, details);
  const withCause = { ...details, cause: error };
  if (error instanceof RedisError || error instanceof JobUnreadable) {
    return new Problem('redis-unavailable', error.message, withCause);
  }
  if (error instanceof GitHubRefused) return gitHubRefusal(error, withCause);
  if (error instanceof GitHubUnreachable) return new Problem('github-unreachable', error.message, withCause);
  if (error instanceof SourceUnreachable) return new Problem('source-unreachable', error.message, withCause);
  if (error instanceof Error && error.name === '$ZodError') {
    return new Problem(
      'redis-unavailable',
      'A record in Redis is none of fill-cache, or of a newer version: look at the keys batch_job:* of the job.',
      withCause,
    );
  }
  return new Problem('internal', 'Something went wrong in fill-cache itself: its log says what.', withCause);
}

/** A job that is at work ends within the hour. */
const RETRY_AFTER_SECONDS = 600;

function refusedJob(error: JobRefused, details: ProblemDetails): Problem {
  const headers = error.code === 'too-many-jobs' ? { 'retry-after': String(RETRY_AFTER_SECONDS) } : {};
  return new Problem(error.code, error.message, {
    ...details,
    cause: error,
    headers: { ...details.headers, ...headers },
  });
}

function gitHubRefusal(error: GitHubRefused, details: ProblemDetails): Problem {
  const wait = error.retryAfterMilliseconds;
  if (wait === null && error.status !== 429) return new Problem('github-refused', error.message, details);
  const headers = { ...details.headers, 'retry-after': String(Math.ceil((wait ?? 60_000) / 1_000)) };
  return new Problem('github-limit', error.message, { ...details, headers });
}
