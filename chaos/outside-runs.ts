import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { REPOSITORY_ROOT } from '../test/support/chain-stack.ts';

/**
 * Runs of the bundle beside those of the stand-in, which keeps one lane of a job in line as GitHub does: two at once, a
 * zombie that is stopped and wakes up, a runner whose clock is off.
 */
export interface OutsideRuns {
  start(inputs: Record<string, string>, skewMilliseconds?: number): ChildProcess;
  /** What they have printed, but for the lines that hide secrets. */
  output(): string;
  /** What is at work, in words. */
  running(): string[];
  /** Resolves when all have ended. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

export async function createOutsideRuns(env: Record<string, string>): Promise<OutsideRuns> {
  const folder = await mkdtemp(join(tmpdir(), 'fill-cache-outside-'));
  const eventFile = join(folder, 'event.json');
  await writeFile(eventFile, '{}');
  const running = new Map<Promise<unknown>, string>();
  let printed = '';
  let number = 0;
  return {
    start(inputs, skewMilliseconds = 0) {
      number += 1;
      const given = Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
      const clock = pathToFileURL(join(REPOSITORY_ROOT, 'chaos/skewed-clock.mjs')).href;
      const child = spawn(process.execPath, ['--import', clock, join(REPOSITORY_ROOT, 'action/index.js')], {
        env: {
          PATH: process.env.PATH,
          ...env,
          SKEW_MILLISECONDS: String(skewMilliseconds),
          GITHUB_RUN_ID: `outside-${number}`,
          GITHUB_EVENT_NAME: 'workflow_dispatch',
          GITHUB_EVENT_PATH: eventFile,
          ...Object.fromEntries(given),
        },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const ended = Promise.all([
        text(child.stdout).then((output) => {
          printed += output.replaceAll(/^::add-mask::.*$/gm, '');
        }),
        once(child, 'exit'),
      ]).finally(() => running.delete(ended));
      running.set(ended, `outside-${number} (${JSON.stringify(inputs)}), process ${child.pid}`);
      return child;
    },
    output: () => printed,
    running: () => [...running.values()],
    async idle() {
      while (running.size > 0) await Promise.all(running.keys());
    },
    close: () => rm(folder, { recursive: true }),
  };
}
