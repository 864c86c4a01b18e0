import type { Clock } from '../core/clock.ts';
import type { RunEnd } from '../core/facts.ts';
import {
  type FetchedBatch,
  type FetchedTicker,
  finish,
  type PendingBatch,
  type Progress,
  settle,
  soFar,
  startBatch,
} from './batch-progress.ts';

/** Requests that are under way at the same time. */
const WINDOW = 5;
/** Tickers that are under way, or whose reply is there and is yet to be read or compressed: then no request follows. */
const MOST_UNFINISHED = 2 * WINDOW;

export interface FetchPorts {
  clock: Clock;
  /**
   * @param again whether it was doubted before: now the result is believed.
   * @param onReceived called when the next request may be sent though the result is not there yet.
   */
  fetch(batch: number, ticker: string, again: boolean, onReceived: () => void): Promise<FetchedTicker>;
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
  const finishTask = (task: Task, result: FetchedTicker) => {
    const { progress, ticker } = task;
    if (result.kind === 'doubted') {
      progress.doubted += 1;
      doubted.push({ ...task, again: true });
    } else settle(progress, ticker, result);
    if (progress.pending === 0) ports.onFetched(finish(progress, ports.clock.now()));
    else if (progress.pending === progress.doubted && !task.again) ports.onFetched(soFar(progress));
  };
  const raise = (error: unknown) => {
    fault ??= { error };
    end = 'error';
  };
  const fetchOne = async ({ progress, ticker, again }: Task, onReceived: () => void) => {
    if (fault) return NO_ANSWER;
    try {
      return await ports.fetch(progress.batch.number, ticker, again, onReceived);
    } catch (error) {
      // A fault of the program says nothing about the ticker, and must not cost what others have fetched.
      raise(error);
      return NO_ANSWER;
    }
  };
  const unfinished = new Set<Promise<void>>();
  /** Resolves when the reply is there; the result is handed over when it is read. */
  const request = async (task: Task) => {
    const received = Promise.withResolvers<void>();
    const finished = fetchOne(task, received.resolve)
      .then((result) => finishTask(task, result))
      .catch(raise)
      .finally(() => unfinished.delete(finished));
    unfinished.add(finished);
    await Promise.race([received.promise, finished]);
  };
  const worker = async () => {
    for (;;) {
      while (unfinished.size >= MOST_UNFINISHED) await Promise.race(unfinished);
      while (queue.length === 0 && !end) {
        await ports.waitForCapacity();
        if (queue.length === 0) startNext();
      }
      const task = queue.shift();
      if (!task) return;
      await request(task);
    }
  };
  const work = async () => {
    await Promise.all(Array.from({ length: WINDOW }, worker));
    await Promise.all(unfinished);
  };
  await work();
  queue.push(...doubted);
  await work();
  rethrow(fault);
  return end ?? 'done';
}

const NO_ANSWER: FetchedTicker = { kind: 'unanswered', counted: 0 };

function rethrow(fault: { error: unknown } | null): void {
  if (fault) throw fault.error;
}

interface Task {
  progress: Progress;
  ticker: string;
  again: boolean;
}
