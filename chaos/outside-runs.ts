import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { LEAVE_WITH_PARENT } from '../src/local/github/step-process.ts';
import { REPOSITORY_ROOT } from '../test/support/chain-stack.ts';

/**
 * Runs of the bundle beside those of the stand-in, which keeps one lane of a job in line as GitHub does: two at once, a
 * zombie that is stopped and wakes up, a runner whose clock is off.
 */
export interface OutsideRuns {
  start(inputs: Record<string, string>, env?: Record<string, string>): ChildProcess;
  /** Run id → what it has printed, but for the lines that hide secrets; for those that have ended. */
  printed: ReadonlyMap<string, string>;
  /** What is at work, in words. */
  running(): string[];
  /** Ends those that are left. */
  close(): Promise<void>;
}

/** @param env the variables of each of them. */
export async function createOutsideRuns(env: Record<string, string>): Promise<OutsideRuns> {
  const folder = await mkdtemp(join(tmpdir(), 'fill-cache-outside-'));
  const eventFile = join(folder, 'event.json');
  await writeFile(eventFile, '{}');
  const running = new Map<Promise<unknown>, { name: string; child: ChildProcess }>();
  const printed = new Map<string, string>();
  let number = 0;
  return {
    printed,
    start(inputs, others = {}) {
      number += 1;
      const runId = `outside-${number}`;
      const given = Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
      const child = spawn(
        process.execPath,
        ['--import', LEAVE_WITH_PARENT, join(REPOSITORY_ROOT, 'action/index.js')],
        {
          env: {
            PATH: process.env.PATH,
            ...env,
            ...others,
            GITHUB_RUN_ID: runId,
            GITHUB_EVENT_NAME: 'workflow_dispatch',
            GITHUB_EVENT_PATH: eventFile,
            ...Object.fromEntries(given),
          },
          stdio: ['pipe', 'pipe', 'inherit'],
        },
      );
      const ended = Promise.all([
        text(child.stdout).then((output) => printed.set(runId, output.replaceAll(/^::add-mask::.*$/gm, ''))),
        once(child, 'exit'),
      ]).finally(() => running.delete(ended));
      running.set(ended, { name: `${runId} (${JSON.stringify(inputs)})`, child });
      return child;
    },
    running: () => Array.from(running.values(), ({ name }) => name),
    async close() {
      for (const { child } of running.values()) child.kill('SIGKILL');
      while (running.size > 0) await Promise.all(running.keys());
      await rm(folder, { recursive: true });
    },
  };
}
