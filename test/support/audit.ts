import { endOf } from '../../src/core/job.ts';
import { decodeDocument } from '../../src/documents/decode-document.ts';
import { KEYS } from '../../src/store/keys.ts';
import { readJob, readPlan } from '../../src/store/read-job.ts';
import type { Redis } from '../../src/store/redis.ts';

/**
 * Reads a job from outside, and lists what is wrong with it: each ticker of a done batch must have a valid document
 * or a failure with evidence, once, and each sum must be that of its parts. Empty: all is well.
 */
export async function auditJob(redis: Redis, jobId: string): Promise<string[]> {
  const stored = await readJob(redis, jobId);
  if (!stored) return [`${jobId} is gone`];
  const { job, facts } = stored;
  const plan = await readPlan(redis, jobId);
  const wrong: string[] = [];
  const seen = new Set<string>();
  for (const [batch, fact] of facts.done) {
    const tickers = plan.tickers.slice((batch - 1) * job.options.batchSize, batch * job.options.batchSize);
    const failed = new Set(fact.failures.map(({ ticker }) => ticker));
    if (tickers.length === 0) wrong.push(`batch ${batch} is none of the plan`);
    for (const ticker of failed)
      if (!tickers.includes(ticker)) wrong.push(`${ticker} is none of batch ${batch}`);
    for (const ticker of tickers) {
      if (seen.has(ticker)) wrong.push(`${ticker} is counted twice`);
      seen.add(ticker);
    }
    const cached = tickers.filter((ticker) => !failed.has(ticker));
    for (const ticker of await unreadable(redis, cached))
      wrong.push(`${ticker} counts as filled, and has no document`);
    for (const ticker of await unmarked(redis, [...failed]))
      wrong.push(`${ticker} counts as failed, and has no marker`);
  }
  if (job.cached + job.knownFailed + job.toProcess !== job.totalTickers)
    wrong.push('the parts are not the whole');
  if (endOf(job)?.status === 'completed' && seen.size !== job.toProcess) {
    wrong.push(`completed with ${seen.size} of ${job.toProcess} tickers`);
  }
  return wrong;
}

async function unreadable(redis: Redis, tickers: string[]): Promise<string[]> {
  if (tickers.length === 0) return [];
  const [values] = await redis.pipeline([['MGET', ...tickers.map(KEYS.ticker)]]);
  const symbols = await Promise.all(
    tickers.map(async (_, position) => {
      const value = Array.isArray(values) ? values[position] : null;
      return decodeDocument(String(value)).then(
        ({ symbol }) => symbol,
        () => null,
      );
    }),
  );
  return tickers.filter((ticker, position) => symbols[position] !== ticker);
}

async function unmarked(redis: Redis, tickers: string[]): Promise<string[]> {
  if (tickers.length === 0) return [];
  const [values] = await redis.pipeline([['MGET', ...tickers.map(KEYS.marker)]]);
  return tickers.filter((_, position) => !Array.isArray(values) || values[position] === null);
}
