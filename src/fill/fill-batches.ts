import type { RunEnd } from '../job/facts.ts';
import type { IndexEntry } from '../job/freshness.ts';
import type { TickerFailure } from '../job/job.ts';
import type { Clock } from './clock.ts';

/** Tickers that are fetched at the same time. */
const WINDOW = 5;

/** A batch of the plan, as it is taken. */
export interface OpenBatch {
  number: number;
  tickers: string[];
}

/** A document as it will be stored, and what the index will say of it. */
export interface StoredDocument {
  value: string;
  entry: IndexEntry;
}

export type FetchedTicker =
  | { kind: 'document'; document: StoredDocument }
  | { kind: 'failed'; failure: TickerFailure }
  | { kind: 'unanswered'; counted: number };

/** A batch with an answer for each ticker (`fact`), or one that goes back (`tries`) and keeps what it got. */
export interface FilledBatch extends OpenBatch {
  documents: Map<string, StoredDocument>;
  failures: TickerFailure[];
  outcome: { kind: 'done'; milliseconds: number } | { kind: 'handed-back'; tries: Record<string, number> };
}

export interface FillPorts {
  clock: Clock;
  fetch(batch: number, ticker: string): Promise<FetchedTicker>;
  /** True for a ticker that an earlier run of this job has fetched already. */
  isKept(ticker: string): boolean;
  onTaken(batch: OpenBatch): void;
  onFilled(batch: FilledBatch): void;
  /** Resolves when there is room for another batch. */
  room(): Promise<void>;
  /** A reason to take no further batch, or null. */
  stop(): RunEnd | null;
}

/**
 * The loop: takes batches in the given order and fetches their tickers through one window, so that a ticker that
 * hangs holds up its own batch alone. Returns why it stopped, when the last answer is in.
 */
export async function fillBatches(batches: readonly OpenBatch[], ports: FillPorts): Promise<RunEnd> {
  const left = batches.values();
  const queue: { progress: Progress; ticker: string }[] = [];
  let end: RunEnd | null = null;

  const take = () => {
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
      if (ports.isKept(ticker)) progress.pending -= 1;
      else queue.push({ progress, ticker });
    }
    if (progress.pending === 0) ports.onFilled(finish(progress, ports.clock.now()));
  };
  const worker = async () => {
    for (;;) {
      while (queue.length === 0 && !end) {
        await ports.room();
        if (queue.length === 0) take();
      }
      const next = queue.shift();
      if (!next) return;
      settle(next.progress, next.ticker, await ports.fetch(next.progress.batch.number, next.ticker));
      if (next.progress.pending === 0) ports.onFilled(finish(next.progress, ports.clock.now()));
    }
  };
  await Promise.all(Array.from({ length: WINDOW }, worker));
  return end ?? 'done';
}

interface Progress {
  batch: OpenBatch;
  startedAt: number;
  pending: number;
  documents: Map<string, StoredDocument>;
  failures: TickerFailure[];
  unanswered: Map<string, number>;
}

function startBatch(batch: OpenBatch, startedAt: number): Progress {
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

function finish({ batch, startedAt, documents, failures, unanswered }: Progress, now: number): FilledBatch {
  const outcome: FilledBatch['outcome'] =
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
