import { useState } from 'preact/hooks';
import { post } from './api.ts';

/** A change that people ask for, one at a time. */
export interface Action {
  isBusy: boolean;
  /** What came of the last one, in a sentence; null if there was none. */
  outcome: { isProblem: boolean; sentence: string } | null;
  run<Reply extends { message: string }>(
    path: string,
    body: unknown,
    onDone?: (reply: Reply) => unknown,
  ): Promise<void>;
}

export function useAction(): Action {
  const [isBusy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Action['outcome']>(null);
  return {
    isBusy,
    outcome,
    async run(path, body, onDone = () => undefined) {
      if (isBusy) return;
      setBusy(true);
      const answer = await post<Parameters<typeof onDone>[0]>(path, body, { prefer: 'respond-async' });
      if (answer.kind === 'data') {
        setOutcome({ isProblem: false, sentence: answer.data.message });
        await onDone(answer.data);
      } else {
        const sentence =
          answer.kind === 'unreachable'
            ? 'The API cannot be reached: it is not known whether this was done.'
            : answer.message;
        setOutcome({ isProblem: true, sentence });
      }
      setBusy(false);
    },
  };
}
