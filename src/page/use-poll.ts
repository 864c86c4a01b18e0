import { useEffect, useMemo } from 'preact/hooks';
import { type Poll, poll } from './poll.ts';

/** Polls a path as long as the component is shown. */
export function usePoll<Data>(path: string, secondsAfter: (data: Data | null) => number | null): Poll<Data> {
  const polled = useMemo(() => poll<Data>(path, secondsAfter), [path]);
  useEffect(() => () => polled.stop(), [polled]);
  return polled;
}
