import type { ConcurrencyQueue, Turn } from './concurrency-queue.ts';
import { type Contexts, interpolate } from './expression.ts';
import type { Concurrency } from './workflow-file.ts';

/** One that may have to wait: how to tell that it was cancelled, and how to cancel it. */
export interface Waiting {
  readonly queue: ConcurrencyQueue;
  readonly signal: AbortSignal;
  readonly cancel: (reason: string) => void;
}

/**
 * Does the work when the `concurrency` of a workflow or job lets it, and gives the place back afterwards. The place in
 * the queue is taken before this returns. One that is cancelled while it waits never works: `null`.
 */
export async function inTurn<Result>(
  waiting: Waiting,
  concurrency: Concurrency | undefined,
  contexts: Contexts,
  work: () => Promise<Result>,
): Promise<Result | null> {
  const { promise: itsTurn, resolve: start } = Promise.withResolvers<void>();
  const turn = concurrency && readTurn(concurrency, contexts, start, waiting.cancel);
  waiting.signal.addEventListener('abort', () => start(), { once: true });
  if (turn) waiting.queue.enter(turn);
  else start();
  try {
    await itsTurn;
    return waiting.signal.aborted ? null : await work();
  } finally {
    if (turn) waiting.queue.leave(turn);
  }
}

function readTurn(
  concurrency: Concurrency,
  contexts: Contexts,
  start: Turn['start'],
  cancel: Turn['cancel'],
): Turn {
  return {
    group: interpolate(concurrency.group, contexts),
    queue: concurrency.queue,
    cancelInProgress: interpolate(concurrency['cancel-in-progress'], contexts) === 'true',
    start,
    cancel,
  };
}
