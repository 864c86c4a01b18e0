import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { DeadlinePassed, withDeadline } from '../../src/sources/deadline.ts';

const never = () => new Promise<never>(() => {});

test('work that does not listen to its signal is left at the deadline', async () => {
  await expect(withDeadline(5, undefined, never)).rejects.toBeInstanceOf(DeadlinePassed);
});

test('an aborted signal ends the work with its reason', async () => {
  const controller = new AbortController();
  const waiting = withDeadline(60_000, controller.signal, never);
  controller.abort(new Error('the run ends'));
  await expect(waiting).rejects.toThrow('the run ends');
});

test('the work learns of the abort', async () => {
  const controller = new AbortController();
  const { promise: learned, resolve } = Promise.withResolvers<unknown>();
  const waiting = withDeadline(60_000, controller.signal, (signal) => {
    signal.addEventListener('abort', () => resolve(signal.reason));
    return never();
  });
  controller.abort('enough');
  await expect(waiting).rejects.toBe('enough');
  expect(await learned).toBe('enough');
});

test('nothing hangs on the signal after the work is done', async () => {
  const { signal } = new AbortController();
  await withDeadline(60_000, signal, async () => 'done');
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
});
