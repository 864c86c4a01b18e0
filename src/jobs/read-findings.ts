import { ISSUE_KINDS, type IssueCounts, type IssueKind } from '../core/issues.ts';
import type { Job, Plan } from '../core/job.ts';
import { lateTickers } from '../core/lateness.ts';
import type { Findings } from '../core/run-outcome.ts';
import type { Redis } from '../store/redis.ts';
import { readIndex } from '../store/ticker-index.ts';

/**
 * What is odd about the documents that a job has asked for, from the index alone: one command. What was fresh before the job
 * is not looked at, and counts among those that have the session.
 *
 * @param now milliseconds since 1970.
 */
export async function readFindings(
  redis: Redis,
  { cached }: Pick<Job, 'cached'>,
  { tickers }: Pick<Plan, 'tickers'>,
  now: number,
): Promise<Findings> {
  if (tickers.length === 0) return { late: [], issues: {} };
  const index = await readIndex(redis, tickers);
  const documents = new Map<IssueKind, number>();
  for (const { held } of index.values()) {
    for (const kind of kindsOf(held?.issues ?? {})) documents.set(kind, (documents.get(kind) ?? 0) + 1);
  }
  return { late: lateTickers(index, now, cached), issues: Object.fromEntries(documents) };
}

function kindsOf(issues: IssueCounts): IssueKind[] {
  return ISSUE_KINDS.filter((kind) => issues[kind] !== undefined);
}
