import { setTimeout } from 'node:timers/promises';

/** Owns what a story starts: servers, processes and folders, and work that goes on beside the story. */
export interface StoryScope {
  /** Aborted when the story closes, or work in the background fails; its reason is why. */
  readonly signal: AbortSignal;
  /** Ends `resource` when the story closes, the latest first. */
  owns<Resource>(resource: Resource, end: (resource: Resource) => unknown): Resource;
  /** Starts work that nobody waits for. It fails the story if it fails, and must end when `signal` is aborted. */
  inBackground(work: () => Promise<void>): void;
  /** Resolves after so many milliseconds of our time; rejects with the reason of `signal` once that is aborted. */
  sleep(milliseconds: number): Promise<void>;
  /** Ends everything; each even if another fails. Resolves to what failed. */
  close(): Promise<unknown[]>;
}

/** @param from ends the story early, for instance after too long a time. */
export function createStoryScope(from: AbortSignal): StoryScope {
  const controller = new AbortController();
  const signal = AbortSignal.any([from, controller.signal]);
  const ends: (() => unknown)[] = [];
  const background = new Set<Promise<void>>();
  return {
    signal,
    owns(resource, end) {
      ends.unshift(() => end(resource));
      return resource;
    },
    inBackground(work) {
      const done = work()
        .catch((error) => controller.abort(error))
        .finally(() => background.delete(done));
      background.add(done);
    },
    async sleep(milliseconds) {
      await setTimeout(milliseconds, undefined, { signal }).catch(() => signal.throwIfAborted());
    },
    async close() {
      controller.abort(new Error('The story is over'));
      const failures: unknown[] = [];
      // Background work first, which uses what the others end; a server may start more of it until it is closed.
      for (const end of [() => Promise.all(background), ...ends, () => Promise.all(background)]) {
        try {
          await end();
        } catch (error) {
          failures.push(error);
        }
      }
      return failures;
    },
  };
}
