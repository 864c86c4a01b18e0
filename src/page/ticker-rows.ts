import type { JobReply } from './replies.ts';

/** A ticker of a job, and how it stands. */
export interface TickerRow {
  ticker: string;
  state: 'pending' | 'fetched' | 'late' | 'failed';
  /** Of a failure. */
  reason: string | null;
}

type Lists = Pick<JobReply, 'tickersToProcess' | 'successfulTickers' | 'failedTickers' | 'lateTickers'>;

/** Every ticker that the details of a job name: failed ones first, then in the order of the plan. */
export function tickerRows({
  tickersToProcess,
  successfulTickers,
  failedTickers,
  lateTickers = [],
}: Lists): TickerRow[] {
  const failed = new Map(failedTickers.map(({ ticker, error, code }) => [ticker, `${error} (${code})`]));
  const fetched = new Set(successfulTickers);
  const late = new Set(lateTickers);
  const stateOf = (ticker: string) => {
    if (!fetched.has(ticker)) return 'pending';
    return late.has(ticker) ? 'late' : 'fetched';
  };
  return [
    ...[...failed].map(([ticker, reason]): TickerRow => ({ ticker, state: 'failed', reason })),
    ...tickersToProcess
      .filter((ticker) => !failed.has(ticker))
      .map((ticker): TickerRow => ({ ticker, state: stateOf(ticker), reason: null })),
  ];
}

/** Those whose symbol begins with the text come first, then those that hold it; all if it is empty. */
export function searchRows(rows: readonly TickerRow[], text: string): TickerRow[] {
  const wanted = text.trim().toUpperCase();
  if (wanted === '') return [...rows];
  const found = rows.filter(({ ticker }) => ticker.includes(wanted));
  return [
    ...found.filter(({ ticker }) => ticker.startsWith(wanted)),
    ...found.filter(({ ticker }) => !ticker.startsWith(wanted)),
  ];
}
