import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  type ChainStack,
  lookAt,
  REPOSITORY_ROOT,
  startChainStack,
  tickerNames,
} from '../support/chain-stack.ts';
import { childEnvironment } from '../support/child-environment.ts';

// A repository that holds nothing but the workflow that `fill-cache init` has written.

const FILL = '7 18 * * 1-5';
const FLAGS = [
  '--universe',
  tickerNames(8).join(','),
  '--schedule',
  '18:07',
  '--action',
  'someone/fill-cache',
];

let root: string;
let stack: ChainStack;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'fill-cache-elsewhere-'));
  const cli = join(REPOSITORY_ROOT, 'src/cli.ts');
  await promisify(execFile)(process.execPath, [cli, 'init', ...FLAGS], {
    cwd: root,
    env: childEnvironment(),
  });
  // The tag v1 is this checkout.
  stack = await startChainStack({ root, actions: { 'someone/fill-cache@v1': REPOSITORY_ROOT } });
});
afterEach(async () => {
  await stack.close();
  await rm(root, { recursive: true });
});

test('its schedule fills the universe of the answers, and its watchdog looks after it', async () => {
  expect(await readdir(root, { recursive: true })).toEqual([
    '.github',
    '.github/workflows',
    '.github/workflows/fill-cache.yml',
  ]);
  const [night] = stack.github.fireSchedule(FILL);
  await stack.github.idle();
  expect(night?.outputs).toMatchObject({ status: 'completed', processed: '8', successful: '8' });
  const [watchdog] = stack.github.fireSchedule('53 */3 * * *');
  await stack.github.idle();
  expect(watchdog?.state).toEqual({ status: 'completed', conclusion: 'success' });
  expect(stack.lines).toContain('No job is stalled (0 open).');
});

test('a job of its button goes on from run to run', async () => {
  const tickers = tickerNames(15).join(' ');
  const first = stack.github.dispatchWorkflow({ tickers, 'max-batches': '1', 'requests-per-second': '0' });
  await stack.github.idle();
  expect(stack.github.runs().map((run) => run.event.name)).toEqual([
    'workflow_dispatch',
    'repository_dispatch',
    'repository_dispatch',
  ]);
  expect((await lookAt(stack, first.outputs['job-id'] ?? '')).status).toBe('completed');
});
