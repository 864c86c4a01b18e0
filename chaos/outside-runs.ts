import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { LEAVE_WITH_PARENT } from '../src/local/github/step-process.ts';
import { REPOSITORY_ROOT } from '../test/support/chain-stack.ts';
import { childEnvironment } from '../test/support/child-environment.ts';
import type { StoryScope } from './story-scope.ts';

/**
 * Runs of the bundle beside those of the stand-in, which runs one of a lane at a time as GitHub does: two at once, a run
 * that is stopped and continues, a runner whose clock is off.
 */
export interface OutsideRuns {
  start(inputs: Record<string, string>, env?: Record<string, string>): ChildProcess;
  /** Run id → what it has printed, but for the lines that hide secrets; for those that have ended. */
  printed: ReadonlyMap<string, string>;
  /** Those at work, in words. */
  running(): string[];
}

/** @param env the variables of each of them. */
export async function createOutsideRuns(
  scope: StoryScope,
  env: Record<string, string>,
): Promise<OutsideRuns> {
  const folder = await mkdtemp(join(tmpdir(), 'fill-cache-outside-'));
  scope.owns(folder, () => rm(folder, { recursive: true }));
  const eventFile = join(folder, 'event.json');
  await writeFile(eventFile, '{}');
  const running = new Map<string, string>();
  const printed = new Map<string, string>();
  let number = 0;
  return {
    printed,
    start(inputs, others = {}) {
      number += 1;
      // A number, as GitHub's are; those of the stand-in are times.
      const runId = String(number);
      const given = Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
      const child = spawn(
        process.execPath,
        ['--import', LEAVE_WITH_PARENT, join(REPOSITORY_ROOT, 'action/index.js')],
        {
          env: {
            ...childEnvironment(),
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
      running.set(runId, `outside run ${runId} (${JSON.stringify(inputs)})`);
      scope.signal.addEventListener('abort', () => child.kill('SIGKILL'), { once: true });
      scope.inBackground(async () => {
        const [output] = await Promise.all([text(child.stdout), once(child, 'exit')]);
        printed.set(runId, output.replaceAll(/^::add-mask::.*$/gm, ''));
        running.delete(runId);
      });
      return child;
    },
    running: () => [...running.values()],
  };
}
