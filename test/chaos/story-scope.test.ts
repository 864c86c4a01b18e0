import { expect, test } from 'vitest';
import { createStoryScope } from '../../chaos/story-scope.ts';

const never = new AbortController().signal;
const LONG = 60_000;

test('it ends what it owns, the latest first, each even if another fails', async () => {
  const scope = createStoryScope(never);
  const ended: string[] = [];
  scope.owns('a server', (name) => ended.push(name));
  scope.owns('a folder', () => Promise.reject(new Error('EBUSY')));
  scope.owns('a process', (name) => ended.push(name));
  expect(await scope.close()).toEqual([new Error('EBUSY')]);
  expect(ended).toEqual(['a process', 'a server']);
});

test('it ends work in the background, and waits for its end, before what that uses is ended', async () => {
  const scope = createStoryScope(never);
  const events: string[] = [];
  scope.owns('a folder', () => events.push('folder removed'));
  scope.inBackground(async () => {
    await scope.sleep(LONG).finally(() => events.push('work ended'));
    events.push('folder used');
  });
  expect(await scope.close()).toEqual([]);
  expect(events).toEqual(['work ended', 'folder removed']);
});

test('it waits for work that begins while it closes', async () => {
  const scope = createStoryScope(never);
  let done = false;
  scope.owns('a server', () =>
    scope.inBackground(async () => {
      await new Promise(setImmediate);
      done = true;
    }),
  );
  await scope.close();
  expect(done).toBe(true);
});

test('a story whose background work fails ends with that reason', async () => {
  const scope = createStoryScope(never);
  const slept = scope.sleep(LONG);
  scope.inBackground(() => Promise.reject(new Error('ENOENT: clock.json')));
  await expect(slept).rejects.toThrow('ENOENT: clock.json');
  expect(await scope.close()).toEqual([]);
});

test('a story that is ended from outside ends with that reason', async () => {
  const outside = new AbortController();
  const scope = createStoryScope(outside.signal);
  const slept = scope.sleep(LONG);
  outside.abort(new Error('ended by SIGINT'));
  await expect(slept).rejects.toThrow('ended by SIGINT');
});
