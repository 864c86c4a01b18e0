import type { Facts } from '../../core/facts.ts';
import { finishedOverTime } from '../../core/finished-over-time.ts';
import { batchTickers, type Job, type Plan } from '../../core/job.ts';
import { MOST_RUNS } from '../most-runs.ts';
import type { FinishedReply, RunsReply } from '../replies/status.ts';

// What a picture of a job is drawn from. Lists that grow with the job are as short as they can be: people look every 5 s.

export function renderBatchStates({ totalBatches }: Job, { done }: Facts): string {
  const states = Array.from({ length: totalBatches }, (_, index) => {
    const fact = done.get(index + 1);
    if (!fact) return '.';
    return fact.failures.length > 0 ? '!' : '+';
  });
  return states.join('');
}

/** @param runsUrl before the id of a run on GitHub; null if the repository is not known. */
export function renderRunRecords({ runs }: Facts, runsUrl: string | null): RunsReply {
  return [...runs]
    .sort(([, one], [, other]) => other.from - one.from)
    .slice(0, MOST_RUNS)
    .map(([runId, { lane, hop, from, until, reason, batches, notBefore }]) => ({
      runId,
      // The run of a machine other than GitHub's has no number, and no page there.
      ...(runsUrl !== null && /^\d+$/.test(runId) ? { url: `${runsUrl}${runId}` } : {}),
      lane,
      hop,
      from: isoOf(from),
      until: until === null ? null : isoOf(until),
      reason,
      batches,
      notBefore: notBefore === null ? null : isoOf(notBefore),
    }));
}

export function renderFinished(job: Job, facts: Facts): FinishedReply {
  const finished = finishedOverTime(job, facts);
  return finished && { ...finished, from: isoOf(finished.from) };
}

/** Of the plan, in the order of the batches. */
export function successfulTickers({ options }: Job, { done }: Facts, plan: Plan): string[] {
  return [...done]
    .sort(([one], [other]) => one - other)
    .flatMap(([batch, { failures }]) => {
      const failed = new Set(failures.map(({ ticker }) => ticker));
      return batchTickers(plan, options.batchSize, batch).filter((ticker) => !failed.has(ticker));
    });
}

function isoOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
