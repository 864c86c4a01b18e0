import { EventEmitter } from 'node:events';
import { expect, onTestFinished, test, vi } from 'vitest';
import { stopSignal } from '../../src/cli/stop-signals.ts';

function listen() {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const source = new EventEmitter();
  const output = new EventEmitter();
  const onImpatience = vi.fn();
  return { source, output, onImpatience, stop: stopSignal(source, output, onImpatience) };
}

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('%s ends the stack in order', (signal) => {
  const { source, stop } = listen();
  source.emit(signal);
  expect(stop.aborted).toBe(true);
});

test('the echo of the first signal, which npm passes on, is not a second one', () => {
  const { source, onImpatience } = listen();
  source.emit('SIGINT');
  vi.advanceTimersByTime(500);
  source.emit('SIGINT');
  expect(onImpatience).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  source.emit('SIGINT');
  expect(onImpatience).toHaveBeenCalledOnce();
});

test('a pipe that nobody reads any more ends it too', () => {
  const { output, stop } = listen();
  output.emit('error', new Error('EPIPE'));
  expect(stop.aborted).toBe(true);
});
