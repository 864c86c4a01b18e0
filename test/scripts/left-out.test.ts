import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { REPOSITORY_ROOT } from '../support/chain-stack.ts';

/** Runs one of our test files on a machine that has no program but Node. */
async function runTests(env: NodeJS.ProcessEnv) {
  const vitest = join(REPOSITORY_ROOT, 'node_modules/vitest/vitest.mjs');
  const args = [vitest, 'run', '--root', REPOSITORY_ROOT, 'test/support/real-redis.test.ts'];
  const options = { env: { PATH: '/nowhere', ...env } };
  return promisify(execFile)(process.execPath, args, options).catch((error) => error);
}

test('tests whose program is missing are left out, counted, and the command that helps is named', async () => {
  const { code, stdout } = await runTests({});
  expect(stdout.trim().split('\n').slice(-2)).toEqual([
    'Left out 2 of 3 tests, which need redis-server: sudo apt-get install redis-server',
    '1 passed, 0 failed, 2 skipped',
  ]);
  expect(code).toBeUndefined();
});

test('in CI no test may be left out', async () => {
  const { code, stderr } = await runTests({ CI: 'true' });
  expect(stderr).toContain(
    'which CI does not allow: sudo apt-get install redis-server chromium python3 curl git',
  );
  expect(code).toBe(1);
});
