import type { FailedMarker } from '../../src/core/plan.ts';
import type { Commit } from '../../src/store/commit.ts';
import { aFact, NOON } from './job-fixtures.ts';

export function aMarker(given: Partial<FailedMarker> = {}): FailedMarker {
  return {
    error: 'No data found, symbol may be delisted',
    code: 'not-found',
    failedAt: new Date(NOON).toISOString(),
    retryAfter: new Date(NOON + 7 * 24 * 3_600_000).toISOString(),
    ...given,
  };
}

/** Documents of these tickers, as a run would store them. */
export function documentsOf(
  tickers: readonly string[],
  value = (ticker: string) => `{"symbol":"${ticker}"}`,
) {
  const entry = { fetchedAt: NOON, range: '5y', source: 'yahoo', compress: 'none' } as const;
  return new Map(tickers.map((ticker) => [ticker, { value: value(ticker), entry, rows: 1 }]));
}

/** The first batch: T1 … T5. */
export function aCommit(given: Partial<Commit> = {}): Commit {
  return {
    job: { id: 'batch_job_12345', reopened: 0 },
    documents: documentsOf(['T1', 'T2', 'T3', 'T4', 'T5']),
    markers: new Map(),
    unmark: [],
    facts: new Map([[1, aFact()]]),
    createsFacts: true,
    ...given,
  };
}
