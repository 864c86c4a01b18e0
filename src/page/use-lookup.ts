import { useState } from 'preact/hooks';
import { get } from './api.ts';
import type { Polled } from './poll.ts';

/** What is asked for when a person wants it, and not again by itself: it costs commands of Redis. */
export interface Lookup<Data> {
  state: Polled<Data>;
  isBusy: boolean;
  /** Resolves to null if there is no answer. */
  look(path: string): Promise<Data | null>;
}

export function useLookup<Data>(): Lookup<Data> {
  const [state, setState] = useState<Polled<Data>>({ data: null, checkedAt: null, problem: null });
  const [isBusy, setBusy] = useState(false);
  return {
    state,
    isBusy,
    async look(path) {
      if (isBusy) return null;
      setBusy(true);
      const answer = await get<Data>(path);
      setBusy(false);
      if (answer.kind === 'data') setState({ data: answer.data, checkedAt: Date.now(), problem: null });
      else if (answer.kind !== 'unchanged') setState((before) => ({ ...before, problem: answer }));
      return answer.kind === 'data' ? answer.data : null;
    },
  };
}
