import { endOf, type FailureCode } from '../core/job.ts';
import { viewJob } from '../core/view.ts';
import { createAndStart, type StartedJob } from './create-and-start.ts';
import type { CreatePorts } from './create-job.ts';
import { findJobAndPlan } from './find-job.ts';
import { JobRefused } from './job-refused.ts';
import type { JobPorts } from './ports.ts';

export interface RetryRequest {
  jobId: string;
  /** Only those that failed with this code. */
  code?: FailureCode | undefined;
  /** Only these, in Yahoo's spelling. */
  tickers?: readonly string[] | undefined;
  idempotencyKey: string | null;
}

/**
 * Makes a job of the failed tickers of one that has ended, those known before included, and starts it. Their markers
 * do not keep them out.
 *
 * @throws {JobRefused} if the job has not ended, or has no such tickers.
 */
export async function retryJob(
  { jobId, code, tickers, idempotencyKey }: RetryRequest,
  ports: CreatePorts & Pick<JobPorts, 'starter'>,
): Promise<StartedJob> {
  const { job, facts, plan } = await findJobAndPlan(ports.redis, jobId);
  if (!endOf(job)) {
    throw new JobRefused('state-forbids', `${jobId} has not ended: wait for its end, or cancel it.`);
  }
  const failures = [...(plan?.knownFailed ?? []), ...viewJob(job, facts, false).failures]
    .filter((failure) => code === undefined || failure.code === code)
    .filter((failure) => tickers === undefined || tickers.includes(failure.ticker));
  if (failures.length === 0) {
    const kind = code === undefined ? '' : ' of this kind';
    const among = tickers === undefined ? '' : ' among these';
    throw new JobRefused('state-forbids', `${jobId} has no failed tickers${kind}${among}.`);
  }
  return createAndStart(
    {
      tickerSource: 'custom',
      tickers: failures.map(({ ticker }) => ticker),
      options: job.options,
      refresh: true,
      retryOf: job.id,
      start: true,
      idempotencyKey,
    },
    ports,
  );
}
