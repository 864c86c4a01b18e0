import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test, vi } from 'vitest';
import { parse } from 'yaml';
import { REPOSITORY_ROOT } from '../support/chain-stack.ts';
import { childEnvironment } from '../support/child-environment.ts';
import { startLoopbackYahoo } from '../support/loopback-yahoo.ts';
import { codeBlocksOf } from '../support/readme-commands.ts';
import { startRealRedis } from '../support/real-redis.ts';
import { startEmbeddedRedis } from '../support/redis-servers.ts';

// The commands of docs/setup.md as they are written. `gh` only notes what it was asked for.

vi.setConfig({ testTimeout: 120_000 });

const BLOCKS = codeBlocksOf(readFileSync(join(REPOSITORY_ROOT, 'docs/setup.md'), 'utf8'));
const linesOf = (language: string) =>
  BLOCKS.filter((block) => block.language === language).flatMap(({ lines }) => lines);

/** A folder with a `gh`, a Redis and a Yahoo, and a shell in which commands of the page are run. */
async function aMachine() {
  const folder = await mkdtemp(join(tmpdir(), 'fill-cache-setup-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const [redis, yahoo] = [await startEmbeddedRedis(), await startLoopbackYahoo()];
  onTestFinished(async () => {
    await yahoo.close();
    await redis.close();
  });
  const bin = join(folder, 'bin');
  await mkdir(bin);
  await writeFile(join(bin, 'gh'), `#!/bin/sh\necho "$@" >> '${folder}/asked'\n`);
  await chmod(join(bin, 'gh'), 0o755);
  const env = {
    ...childEnvironment(),
    PATH: `${bin}:${process.env.PATH}`,
    UPSTASH_REDIS_REST_URL: redis.url,
    UPSTASH_REDIS_REST_TOKEN: redis.token,
    YAHOO_FINANCE_URL: yahoo.url,
    TICKER_LIST_URL: 'http://127.0.0.1:9',
    FILL_CACHE_HOME: join(folder, 'home'),
  };
  const run = async (command: string, more: NodeJS.ProcessEnv = {}) =>
    promisify(execFile)('sh', ['-c', command], { cwd: REPOSITORY_ROOT, env: { ...env, ...more } });
  return { folder, run, yahoo };
}

test('its shell commands do what is said, one after the other', async () => {
  const { folder, run } = await aMachine();
  await mkdir(join(folder, 'my-app'));
  const outputs = new Map<string, string>();
  for (const command of linesOf('sh')) {
    const { stdout } = await run(command.replace('../my-app', join(folder, 'my-app')));
    outputs.set(command, stdout);
  }
  const written = await readFile(join(folder, 'my-app/.github/workflows/fill-cache.yml'), 'utf8');
  expect(written).toContain("'AAPL MSFT BRK-B'");
  expect(parse(written).on.schedule[0].cron).toBe('7 18 * * 1-5');
  expect(outputs.get('npm run job -- doctor')).toMatch(
    /^ok {7}redis {8}A key was written, read and deleted\.$/m,
  );
  expect(outputs.get('npm run job -- doctor --json')).toContain('"success":true');
  const asked = await readFile(join(folder, 'asked'), 'utf8');
  expect(asked.split('\n').slice(0, -1)).toEqual(
    linesOf('sh').flatMap((command) => /^gh (.*)$/.exec(command)?.[1] ?? []),
  );
});

test('the line for cron fills a Redis of one’s own with the list of a file', {
  tags: ['redis-server'],
}, async () => {
  const { folder, run, yahoo } = await aMachine();
  const redis = await startRealRedis();
  onTestFinished(redis.close);
  // A clone in the home of the user, with no data of this checkout.
  const clone = join(folder, 'fill-cache');
  await mkdir(clone);
  const parts = readdirSync(REPOSITORY_ROOT).filter((name) => !/^\.(git|fill-cache)$|\.log$/.test(name));
  for (const name of parts) await symlink(join(REPOSITORY_ROOT, name), join(clone, name));
  await writeFile(join(clone, 'mine.txt'), 'AAPL\nBRK.B\n');
  const [line = ''] = linesOf('crontab');
  const [, command = ''] = /^(?:[\d*,/-]+ ){5}(.*)$/.exec(line) ?? [];
  const environment = { HOME: folder, UPSTASH_REDIS_REST_URL: '', UPSTASH_REDIS_REST_TOKEN: '' };
  await run(command.replace('redis://127.0.0.1:6379', redis.url), environment);
  expect(await readFile(join(clone, 'fill.log'), 'utf8')).toMatch(
    /2 of 2 tickers are in Redis, 0 failed\.$/m,
  );
  expect([...yahoo.requests.keys()].sort()).toEqual(['AAPL', 'BRK-B']);
});

test('its step for a workflow gives the doctor what it reads', () => {
  const [, doctor] = parse(linesOf('yaml').join('\n'));
  expect(doctor.run).toContain('npm run job -- doctor');
  expect(Object.keys(doctor.env)).toEqual([
    'UPSTASH_REDIS_REST_URL',
    'UPSTASH_REDIS_REST_TOKEN',
    'GITHUB_TOKEN',
  ]);
});
