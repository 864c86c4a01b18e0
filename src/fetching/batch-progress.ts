import type { TickerFailure } from '../core/job.ts';
import type { StoredDocument } from '../documents/stored-document.ts';

/** A batch of the plan. */
export interface PendingBatch {
  number: number;
  tickers: string[];
}

export type FetchedTicker =
  | { kind: 'document'; document: StoredDocument }
  | { kind: 'failed'; failure: TickerFailure }
  /** Not believed yet: the ticker is asked for again when all others are done. */
  | { kind: 'doubted' }
  | { kind: 'unanswered'; counted: number };

/**
 * A batch with a result for each ticker; one that waits for a ticker to be asked again, and gives what it has so far;
 * or one that is handed back (`tries`) and keeps what it got.
 */
export interface FetchedBatch extends PendingBatch {
  documents: Map<string, StoredDocument>;
  failures: TickerFailure[];
  outcome:
    | { kind: 'done'; milliseconds: number }
    | { kind: 'waiting' }
    | { kind: 'handed-back'; tries: Record<string, number> };
}

/** What is known of a batch while its tickers are fetched. */
export interface Progress {
  batch: PendingBatch;
  startedAt: number;
  /** Tickers without a result. */
  pending: number;
  /** Those of them that are asked for again at the end. */
  doubted: number;
  documents: Map<string, StoredDocument>;
  failures: TickerFailure[];
  unanswered: Map<string, number>;
}

export function startBatch(batch: PendingBatch, startedAt: number): Progress {
  return {
    batch,
    startedAt,
    pending: batch.tickers.length,
    doubted: 0,
    documents: new Map(),
    failures: [],
    unanswered: new Map(),
  };
}

export function settle(
  progress: Progress,
  ticker: string,
  result: Exclude<FetchedTicker, { kind: 'doubted' }>,
): void {
  progress.pending -= 1;
  if (result.kind === 'document') progress.documents.set(ticker, result.document);
  else if (result.kind === 'failed') progress.failures.push(result.failure);
  else progress.unanswered.set(ticker, result.counted);
}

/** The documents of a batch that waits: they are handed over once, and written before its fact. */
export function soFar({ batch, documents }: Progress): FetchedBatch {
  const given = new Map(documents);
  documents.clear();
  return { ...batch, documents: given, failures: [], outcome: { kind: 'waiting' } };
}

export function finish(
  { batch, startedAt, documents, failures, unanswered }: Progress,
  now: number,
): FetchedBatch {
  const outcome: FetchedBatch['outcome'] =
    unanswered.size === 0
      ? { kind: 'done', milliseconds: Math.max(0, now - startedAt) }
      : { kind: 'handed-back', tries: counted(unanswered) };
  // In the order of the batch, not of the answers: the same batch gives the same fact.
  const position = (failure: TickerFailure) => batch.tickers.indexOf(failure.ticker);
  return {
    ...batch,
    documents,
    failures: failures.sort((one, other) => position(one) - position(other)),
    outcome,
  };
}

/** Zeroes say nothing, and are left out. */
function counted(unanswered: Map<string, number>): Record<string, number> {
  return Object.fromEntries([...unanswered].filter(([, attempts]) => attempts > 0));
}
