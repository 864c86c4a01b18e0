import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { PROCESS_FAULTS } from '../../chaos/process-faults.ts';
import { REPOSITORY_ROOT } from '../support/chain-stack.ts';

/** Runs a script of this repository with Node. */
const run = (script: string, args: readonly string[] = [], nodeFlags: readonly string[] = []) =>
  promisify(execFile)(process.execPath, [...nodeFlags, join(REPOSITORY_ROOT, script), ...args]);

test('a story that closes right after a fault leaves nothing at work', async () => {
  const { stdout } = await run('test/chaos/close-after-faults.ts');
  expect(stdout.trim().split('\n')).toEqual(Object.keys(PROCESS_FAULTS));
});

test('an exception that belongs to no story breaks off the call, which is red and says how many were played', async () => {
  const thrown = `--import=data:text/javascript,setTimeout(()=>{throw new Error('from outside')},1500)`;
  const call = run('chaos/main.ts', ['--stories', '40', '--seed', '6', '--at-once', '1'], [thrown]);
  await expect(call).rejects.toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/^\d of 40 stories played; broke off: from outside$/m),
  });
});
