import type { Clock } from '../core/clock.ts';

/** One write of this size costs as much as one of five tickers. */
const GROUP_TICKERS = 100;
const GROUP_BYTES = 8_000_000;
/** Groups that may lie in memory while Redis is slow; then fetching waits. */
const WAITING_GROUPS = 2;

export interface CommitBuffer<Item> {
  add(item: Item): void;
  /** Resolves when there is room for more. */
  waitForCapacity(): Promise<void>;
  /** Writes what is left; rejects if any write has failed. */
  flush(): Promise<void>;
}

export interface CommitBufferConfig<Item> {
  /** Writes a group; it may be repeated. */
  write(group: Item[]): Promise<void>;
  sizeOf(item: Item): { tickers: number; bytes: number };
  /** Whether the first item is written at once, so that people see that it works. @default true */
  firstAtOnce?: boolean | undefined;
  /** How long the oldest item of a group waits; asked when a group begins. */
  longestWaitMilliseconds(): number;
  clock: Clock;
  /** Called at once when a write fails: nothing more is written then. */
  onFailure(error: unknown): void;
}

/**
 * Collects what is finished and writes it in groups: every 100 tickers, 8 MB, or when the oldest item has waited long
 * enough. One write at a time, while fetching goes on.
 */
export function createCommitBuffer<Item>(config: CommitBufferConfig<Item>): CommitBuffer<Item> {
  const { write, sizeOf, firstAtOnce = true, longestWaitMilliseconds, clock, onFailure } = config;
  let waiting: Item[] = [];
  let isDue = firstAtOnce;
  let failure: { error: unknown } | null = null;
  let writing: Promise<void> | null = null;
  let size = { tickers: 0, bytes: 0 };
  let alarm = new AbortController();

  const isFull = (groups: number) =>
    size.tickers >= groups * GROUP_TICKERS || size.bytes >= groups * GROUP_BYTES;

  const writeWaiting = async () => {
    const group = waiting;
    waiting = [];
    size = { tickers: 0, bytes: 0 };
    isDue = false;
    alarm.abort();
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
    if (!writing && !failure && waiting.length > 0 && (isDue || isFull(1))) writing = writeWaiting();
  };
  const writeWhenOld = async (signal: AbortSignal) => {
    try {
      await clock.sleep(longestWaitMilliseconds(), signal);
    } catch {
      // Written meanwhile.
      return;
    }
    // The alarm itself counts: a clock that is compared here may say that it is a millisecond early.
    isDue = true;
    writeIfDue();
  };

  return {
    add(item) {
      if (waiting.length === 0) {
        alarm = new AbortController();
        void writeWhenOld(alarm.signal);
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
