import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { REPOSITORY_ROOT } from '../test/support/chain-stack.ts';
import { NODE_ENVIRONMENT } from '../test/support/child-environment.ts';

/**
 * The time of a story. It is faster than ours, so that pauses of minutes are over in seconds and the code under test
 * keeps its own, and it can be moved on by hours. Redis alone lives by our time.
 */
export interface StoryClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** So many milliseconds more have passed, for processes that start or continue from now on. */
  pass(milliseconds: number): void;
  /** The variables of a Node process that lives by this clock, or is off by some milliseconds. */
  environment(skewMilliseconds?: number): Record<string, string>;
  close(): void;
}

const SPEED = 20;

export function createStoryClock(): StoryClock {
  const folder = mkdtempSync(join(tmpdir(), 'fill-cache-clock-'));
  const file = join(folder, 'clock.json');
  const since = Date.now();
  const preload = pathToFileURL(join(REPOSITORY_ROOT, 'chaos/runner-clock.mjs')).href;
  let passed = 0;
  /** At once: a process that starts meanwhile must not read half of it. */
  const write = () => {
    writeFileSync(`${file}.new`, JSON.stringify({ since, speed: SPEED, passed }));
    renameSync(`${file}.new`, file);
  };
  write();
  return {
    now: () => since + (Date.now() - since) * SPEED + passed,
    pass(milliseconds) {
      passed += milliseconds;
      write();
    },
    environment: (skewMilliseconds = 0) => ({
      NODE_OPTIONS: `${NODE_ENVIRONMENT.NODE_OPTIONS} --import ${preload}`,
      STORY_CLOCK: file,
      CLOCK_SKEW: String(skewMilliseconds),
    }),
    close: () => rmSync(folder, { recursive: true }),
  };
}
