import type { TickerFailure } from '../core/job.ts';
import { lanesFor } from '../core/lanes.ts';
import { exceededLimit, type Failures } from '../core/limits.ts';
import { countFailures } from '../core/next-step.ts';
import type { Run } from '../core/run.ts';
import { readJob } from '../store/read-job.ts';
import type { Redis } from '../store/redis.ts';

/** Whether more tickers of a job have failed than may, of all its lanes. */
export interface FailureLimit {
  readonly isExceeded: boolean;
  fetched(batch: { number: number; failures: readonly TickerFailure[] }): void;
  /** To be called after a commit. Reads the facts anew if the others have likely failed as often as this run. */
  committed(): Promise<void>;
}

/** A run knows its own failures at once; those of other lanes it reads when all together may be too many. */
export function createFailureLimit({ job, plan, facts }: Run, redis: Redis): FailureLimit {
  const lanes = lanesFor(job).length;
  let known = countFailures(facts, plan);
  /** Batch → what has failed in it since that was read. */
  const own = new Map<number, readonly TickerFailure[]>();
  let ownWhenRead = 0;

  const ownFailures = () => [...own.values()].flat();
  /** If each of so many lanes has failed as often as this one. */
  const countIf = (alike: number): Failures => {
    const failures = ownFailures();
    const losses = failures.filter(({ ticker }) => plan.before.has(ticker)).length;
    return {
      ...known,
      failed: known.failed + alike * failures.length,
      losses: known.losses + alike * losses,
    };
  };

  return {
    get isExceeded() {
      return exceededLimit(job, countIf(1)) !== null;
    },
    fetched: ({ number, failures }) => void own.set(number, failures),
    async committed() {
      const isNews = ownFailures().length > ownWhenRead;
      if (lanes === 1 || !isNews || exceededLimit(job, countIf(lanes)) === null) return;
      const stored = await readJob(redis, job.id);
      if (!stored) return;
      known = countFailures(stored.facts, plan);
      for (const batch of stored.facts.done.keys()) own.delete(batch);
      ownWhenRead = ownFailures().length;
    },
  };
}
