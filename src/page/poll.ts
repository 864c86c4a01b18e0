import { effect, type Signal, signal } from '@preact/signals';
import { get, locked, type Problem, token } from './api.ts';
import { nextDelay } from './next-delay.ts';

/** What is known of a path. Data stay when the API can no longer be reached; the problem says so. */
export interface Polled<Data> {
  data: Data | null;
  /** When the API was last asked with success; milliseconds since 1970. */
  checkedAt: number | null;
  problem: Problem | null;
}

export interface Poll<Data> {
  state: Signal<Polled<Data>>;
  /** Asks at once. */
  refresh(): Promise<void>;
  stop(): void;
}

/**
 * Asks for a path again and again, for the page that people look at: not while it is hidden, nor while a token is
 * missing. An answer that is the same costs no body.
 *
 * @param secondsAfter until the next time, after these data; null: no more.
 */
export function poll<Data>(path: string, secondsAfter: (data: Data | null) => number | null): Poll<Data> {
  const state = signal<Polled<Data>>({ data: null, checkedAt: null, problem: null });
  let etag: string | null = null;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let underWay: Promise<void> | null = null;
  let isStopped = false;

  const look = async (): Promise<void> => {
    clearTimeout(timer);
    const answer = await get<Data>(path, etag);
    if (isStopped) return;
    const { data } = state.value;
    let retryAfter: number | null = null;
    if (answer.kind === 'data' || answer.kind === 'unchanged') {
      failures = 0;
      if (answer.kind === 'data') etag = answer.etag;
      const newest = answer.kind === 'data' ? answer.data : data;
      state.value = { data: newest, checkedAt: Date.now(), problem: null };
    } else {
      failures += 1;
      if (answer.kind === 'refused') retryAfter = answer.retryAfterSeconds;
      state.value = { ...state.value, problem: answer };
    }
    const seconds = secondsAfter(state.value.data);
    if (seconds === null || document.hidden || locked.value) return;
    timer = setTimeout(refresh, nextDelay(seconds, failures, retryAfter) * 1_000);
  };
  const refresh = (): Promise<void> => {
    underWay ??= look().finally(() => {
      underWay = null;
    });
    return underWay;
  };
  const onVisibility = () => {
    if (document.hidden) clearTimeout(timer);
    else void refresh();
  };
  document.addEventListener('visibilitychange', onVisibility);
  const forgetToken = effect(() => {
    void token.value;
    etag = null;
    void refresh();
  });

  return {
    state,
    // What was asked before an action may have been answered before it, too.
    refresh: async () => {
      await underWay;
      await refresh();
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onVisibility);
      forgetToken();
    },
  };
}
