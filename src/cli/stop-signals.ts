/** What ends the stack: Ctrl-C, a terminal that closes, a service manager, a pipe whose reader has gone. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** npm passes on the Ctrl-C that the terminal has sent to both: what comes so soon after the first is the same one. */
const ECHO_MILLISECONDS = 500;

/**
 * Aborts at the first signal, so that the stack ends in order; `onImpatience` is called at the next one.
 *
 * @param source `process`, or in a test something like it.
 */
export function stopSignal(
  source: { on(signal: (typeof SIGNALS)[number], listener: () => void): unknown },
  output: { on(event: 'error', listener: () => void): unknown },
  onImpatience: () => void,
): AbortSignal {
  const stop = new AbortController();
  let stoppedAt = 0;
  const onSignal = () => {
    const now = Date.now();
    if (stop.signal.aborted && now - stoppedAt > ECHO_MILLISECONDS) onImpatience();
    if (stop.signal.aborted) return;
    stoppedAt = now;
    stop.abort();
  };
  for (const signal of SIGNALS) source.on(signal, onSignal);
  output.on('error', () => stop.abort());
  return stop.signal;
}
