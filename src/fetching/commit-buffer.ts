import type { Clock } from '../core/clock.ts';

/** One write of this size costs as much as one of five tickers. */
const GROUP_TICKERS = 50;
const GROUP_BYTES = 8_000_000;
const GROUP_MILLISECONDS = 8_000;
/** Groups that may lie in memory while Redis is slow; then fetching waits. */
const WAITING_GROUPS = 2;

export interface CommitBuffer<Item> {
  add(item: Item): void;
  /** Resolves when there is room for more. */
  waitForCapacity(): Promise<void>;
  /** Writes what is left; rejects if any write has failed. */
  flush(): Promise<void>;
}

/**
 * Gathers what is finished and writes it in groups: the first at once, so that people see that it works, then
 * every 50 tickers, 8 MB or 8 s. One write at a time, while fetching goes on.
 *
 * @param write writes a group; it may be repeated.
 * @param onFailure is told at once when a write fails: nothing more is written then.
 */
export function createCommitBuffer<Item>(
  write: (group: Item[]) => Promise<void>,
  sizeOf: (item: Item) => { tickers: number; bytes: number },
  clock: Clock,
  onFailure: (error: unknown) => void,
): CommitBuffer<Item> {
  let waiting: Item[] = [];
  let oldest = 0;
  let first = true;
  let failure: { error: unknown } | null = null;
  let writing: Promise<void> | null = null;
  let size = { tickers: 0, bytes: 0 };
  const alarm = new AbortController();

  const isFull = (groups: number) =>
    size.tickers >= groups * GROUP_TICKERS || size.bytes >= groups * GROUP_BYTES;
  const isDue = () => first || isFull(1) || clock.now() - oldest >= GROUP_MILLISECONDS;

  const writeWaiting = async () => {
    const group = waiting;
    waiting = [];
    size = { tickers: 0, bytes: 0 };
    first = false;
    try {
      await write(group);
    } catch (error) {
      failure = { error };
      onFailure(error);
    }
    writing = null;
    writeIfDue();
  };
  const writeIfDue = () => {
    if (!writing && !failure && waiting.length > 0 && isDue()) writing = writeWaiting();
  };
  const wakeWhenOld = async () => {
    try {
      await clock.sleep(GROUP_MILLISECONDS, alarm.signal);
      writeIfDue();
    } catch {
      // Flushed meanwhile.
    }
  };

  return {
    add(item) {
      if (waiting.length === 0) {
        oldest = clock.now();
        void wakeWhenOld();
      }
      waiting.push(item);
      const { tickers, bytes } = sizeOf(item);
      size = { tickers: size.tickers + tickers, bytes: size.bytes + bytes };
      writeIfDue();
    },
    async waitForCapacity() {
      while (writing && isFull(WAITING_GROUPS)) await writing;
    },
    async flush() {
      alarm.abort();
      while (writing) await writing;
      if (!failure && waiting.length > 0) {
        writing = writeWaiting();
        await writing;
      }
      if (failure) throw failure.error;
    },
  };
}
