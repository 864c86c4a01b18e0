import type { IndexEntry } from '../core/freshness.ts';
import { isLate } from '../core/lateness.ts';

/** Counts the late tickers of a batch, whose documents may come in several groups and from several runs. */
export interface LateCount {
  /** @param now milliseconds since 1970 */
  add(documents: ReadonlyMap<string, { entry: IndexEntry }>, now: number): void;
  of(tickers: readonly string[]): number;
}

/**
 * Late is here what traded in a session that has ended and that its document lacks. Whether most of a universe lack a
 * session no batch can know.
 *
 * @param fetched documents of open batches that earlier runs of the job have stored
 */
export function createLateCount(fetched: ReadonlyMap<string, IndexEntry>, now: number): LateCount {
  const late = new Set<string>();
  const add = (ticker: string, entry: IndexEntry, at: number) => {
    if (isLate(entry, at, false)) late.add(ticker);
    else late.delete(ticker);
  };
  for (const [ticker, entry] of fetched) add(ticker, entry, now);
  return {
    add(documents, at) {
      for (const [ticker, { entry }] of documents) add(ticker, entry, at);
    },
    of: (tickers) => tickers.filter((ticker) => late.has(ticker)).length,
  };
}
