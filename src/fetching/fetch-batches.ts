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

export interface FetchPorts {
  clock: Clock;
  /** @param again whether it was doubted before: now the result is believed. */
  fetch(batch: number, ticker: string, again: boolean): Promise<FetchedTicker>;
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
export async function fetchBatches(batches: Iterable<PendingBatch>, ports: FetchPorts): Promise<RunEnd> {
  const left = batches[Symbol.iterator]();
  const queue: Task[] = [];
  const doubted: Task[] = [];
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
      else queue.push({ progress, ticker, again: false });
    }
    if (progress.pending === 0) ports.onFetched(finish(progress, ports.clock.now()));
  };
  const fetchOne = async ({ progress, ticker, again }: Task): Promise<FetchedTicker> => {
    try {
      return await ports.fetch(progress.batch.number, ticker, again);
    } catch (error) {
      // A fault of the program says nothing about the ticker, and must not cost what others have fetched.
      fault ??= { error };
      end = 'error';
      return { kind: 'unanswered', counted: 0 };
    }
  };
  const finishTask = (task: Task, result: FetchedTicker) => {
    const { progress, ticker } = task;
    if (result.kind === 'doubted') {
      progress.doubted += 1;
      doubted.push({ ...task, again: true });
    } else settle(progress, ticker, result);
    if (progress.pending === 0) ports.onFetched(finish(progress, ports.clock.now()));
    else if (progress.pending === progress.doubted && !task.again) ports.onFetched(soFar(progress));
  };
  const worker = async () => {
    for (;;) {
      while (queue.length === 0 && !end) {
        await ports.waitForCapacity();
        if (queue.length === 0) startNext();
      }
      const task = queue.shift();
      if (!task) return;
      finishTask(task, fault ? { kind: 'unanswered', counted: 0 } : await fetchOne(task));
    }
  };
  const work = () => Promise.all(Array.from({ length: WINDOW }, worker));
  await work();
  queue.push(...doubted);
  await work();
  rethrow(fault);
  return end ?? 'done';
}

function rethrow(fault: { error: unknown } | null): void {
  if (fault) throw fault.error;
}

interface Task {
  progress: Progress;
  ticker: string;
  again: boolean;
}

interface Progress {
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

function startBatch(batch: PendingBatch, startedAt: number): Progress {
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

function settle(
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
function soFar({ batch, documents }: Progress): FetchedBatch {
  const given = new Map(documents);
  documents.clear();
  return { ...batch, documents: given, failures: [], outcome: { kind: 'waiting' } };
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
