import type { Clock } from '../core/clock.ts';
import type { RunEnd } from '../core/facts.ts';
import type { TickerFailure } from '../core/job.ts';
import type { StoredDocument } from '../documents/stored-document.ts';

/** Tickers that are fetched at the same time. */
const WINDOW = 5;

/** A batch of the plan. */
export interface PendingBatch {
  number: number;
  tickers: string[];
}

export type FetchedTicker =
  | { kind: 'document'; document: StoredDocument }
  | { kind: 'failed'; failure: TickerFailure }
  | { kind: 'unanswered'; counted: number };

/** A batch with a result for each ticker, or one that is handed back (`tries`) and keeps what it got. */
export interface FetchedBatch extends PendingBatch {
  documents: Map<string, StoredDocument>;
  failures: TickerFailure[];
  outcome: { kind: 'done'; milliseconds: number } | { kind: 'handed-back'; tries: Record<string, number> };
}

export interface FetchPorts {
  clock: Clock;
  fetch(batch: number, ticker: string): Promise<FetchedTicker>;
  /** True for a ticker that an earlier run of this job has fetched already. */
  isAlreadyFetched(ticker: string): boolean;
  onTaken(batch: PendingBatch): void;
  onFetched(batch: FetchedBatch): void;
  /** Resolves when there is room for another batch. */
  waitForCapacity(): Promise<void>;
  /** A reason to start no further batch, or null. */
  stop(): RunEnd | null;
}

/**
 * The loop: starts batches in the given order and fetches their tickers through one window, so that a ticker that
 * hangs holds up its own batch alone. Returns why it stopped, when the last reply is in.
 *
 * @throws what a port has thrown; the batches that were started are handed over before.
 */
export async function fetchBatches(batches: readonly PendingBatch[], ports: FetchPorts): Promise<RunEnd> {
  const left = batches.values();
  const queue: { progress: Progress; ticker: string }[] = [];
  let end: RunEnd | null = null;
  let fault: { error: unknown } | null = null;

  const startNext = () => {
    end ??= ports.stop();
    if (end) return;
    const { value: batch } = left.next();
    if (!batch) {
      end = 'done';
      return;
    }
    ports.onTaken(batch);
    const progress = startBatch(batch, ports.clock.now());
    for (const ticker of batch.tickers) {
      if (ports.isAlreadyFetched(ticker)) progress.pending -= 1;
      else queue.push({ progress, ticker });
    }
    if (progress.pending === 0) ports.onFetched(finish(progress, ports.clock.now()));
  };
  const fetchOne = async (batch: number, ticker: string): Promise<FetchedTicker> => {
    try {
      return await ports.fetch(batch, ticker);
    } catch (error) {
      // A fault of the program says nothing about the ticker, and must not cost what others have fetched.
      fault ??= { error };
      end = 'error';
      return { kind: 'unanswered', counted: 0 };
    }
  };
  const worker = async () => {
    for (;;) {
      while (queue.length === 0 && !end) {
        await ports.waitForCapacity();
        if (queue.length === 0) startNext();
      }
      const next = queue.shift();
      if (!next) return;
      const { progress, ticker } = next;
      const result: FetchedTicker = fault
        ? { kind: 'unanswered', counted: 0 }
        : await fetchOne(progress.batch.number, ticker);
      settle(progress, ticker, result);
      if (progress.pending === 0) ports.onFetched(finish(progress, ports.clock.now()));
    }
  };
  await Promise.all(Array.from({ length: WINDOW }, worker));
  rethrow(fault);
  return end ?? 'done';
}

function rethrow(fault: { error: unknown } | null): void {
  if (fault) throw fault.error;
}

interface Progress {
  batch: PendingBatch;
  startedAt: number;
  pending: number;
  documents: Map<string, StoredDocument>;
  failures: TickerFailure[];
  unanswered: Map<string, number>;
}

function startBatch(batch: PendingBatch, startedAt: number): Progress {
  return {
    batch,
    startedAt,
    pending: batch.tickers.length,
    documents: new Map(),
    failures: [],
    unanswered: new Map(),
  };
}

function settle(progress: Progress, ticker: string, result: FetchedTicker): void {
  progress.pending -= 1;
  if (result.kind === 'document') progress.documents.set(ticker, result.document);
  else if (result.kind === 'failed') progress.failures.push(result.failure);
  else progress.unanswered.set(ticker, result.counted);
}

function finish({ batch, startedAt, documents, failures, unanswered }: Progress, now: number): FetchedBatch {
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
