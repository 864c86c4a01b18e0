import type { BatchFact } from '../core/facts.ts';
import { endOf, type TickerFailure } from '../core/job.ts';
import { sessionOf, UNIVERSE_TITLES } from '../core/job-title.ts';
import { lanesFor } from '../core/lanes.ts';
import type { RunOutcome } from '../core/run-outcome.ts';
import { batchLength } from '../core/view.ts';
import { nextWatch } from '../core/watch.ts';
import type { RunSummary } from './run-summary.ts';

/**
 * What the page of a run shows of its outcome.
 *
 * @param pageUrl of the status page; null if it is not known.
 * @param now milliseconds since 1970.
 */
export function summaryOfRun(outcome: RunOutcome, pageUrl: string | null, now: number): RunSummary {
  const { job, facts, view, record, batchesRun, dispatched, problem, findings } = outcome;
  const { startedAt } = job.state;
  const lanes = lanesFor(job).length;
  const end = endOf(job);
  const look = view.status === 'stalled' ? nextWatch(job, facts, now) : null;
  const tickers = batchesOfRun(outcome).reduce((sum, [batch]) => sum + batchLength(job, batch), 0);
  const seconds = record === null ? undefined : ((record.until ?? now) - record.from) / 1_000;
  return {
    view,
    problem,
    run: {
      batches: batchesRun,
      tickers,
      dispatched,
      ...(seconds === undefined ? {} : { seconds }),
      ...(seconds && tickers > 0 ? { tickersPerSecond: tickers / seconds } : {}),
    },
    ...(lanes > 1 && record !== null ? { lane: { number: record.lane, of: lanes } } : {}),
    universe: UNIVERSE_TITLES[job.tickerSource],
    priceSource: job.priceSource,
    session: sessionOf(job),
    ...(startedAt === null
      ? {}
      : { jobSeconds: ((end ? Date.parse(end.at) : now) - Date.parse(startedAt)) / 1_000 }),
    endedAt: end?.at ?? null,
    ...(view.status === 'stalled' ? { nextLook: look === null ? null : new Date(look).toISOString() } : {}),
    ...(findings ?? {}),
    links: pageUrl === null ? [] : [{ text: 'Status page', url: `${pageUrl}?job=${job.id}` }],
  };
}

/** The failures in the batches that this run has finished. */
export function failuresOfRun(outcome: RunOutcome): TickerFailure[] {
  return batchesOfRun(outcome).flatMap(([, { failures }]) => failures);
}

function batchesOfRun({ facts, record }: RunOutcome): [batch: number, fact: BatchFact][] {
  if (record === null) return [];
  return [...facts.done].filter(([, { lane, hop }]) => lane === record.lane && hop === record.hop);
}
