import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/fetching/system-clock.ts';
import { createGitHub } from '../../src/github/create-github.ts';
import { serveApi } from '../../src/http/serve-api.ts';
import { createYahooSource } from '../../src/sources/yahoo.ts';
import { factValue } from '../../src/store/facts-record.ts';
import { KEYS } from '../../src/store/keys.ts';
import { API_TOKEN } from '../support/api-run.ts';
import { appInRealTime } from '../support/app-in-real-time.ts';
import { REPOSITORY_ROOT, startChainStack, tickerNames } from '../support/chain-stack.ts';
import { childEnvironment } from '../support/child-environment.ts';
import { aFact, aJob, NOON } from '../support/job-fixtures.ts';
import { aClient, deserted } from './client-run.ts';

/** The client as a process of its own, with its output in pipes. */
function command(url: string, words: readonly string[], by: 'node' | 'npm' = 'node') {
  const [program, ...first] =
    by === 'npm' ? ['npm', 'run', '--silent', 'job', '--'] : [process.execPath, 'src/cli.ts'];
  const child = spawn(program, [...first, ...words], {
    cwd: REPOSITORY_ROOT,
    env: { ...childEnvironment(), FILL_CACHE_URL: url, FILL_CACHE_API_TOKEN: API_TOKEN },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const printed = { output: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => {
    printed.output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    printed.stderr += text;
  });
  return {
    stop: () => void child.kill('SIGINT'),
    hangUp: () => void child.stdout.destroy(),
    printsFirst: once(child.stdout, 'data'),
    ended: once(child, 'close').then(([code]) => ({ code, ...printed })),
  };
}

/** The HTTP API over the real chain: the built bundle, the real workflow, the embedded Redis, a Yahoo on loopback. */
async function aWholeStack(): Promise<string> {
  const stack = await startChainStack();
  onTestFinished(() => stack.close());
  const connection = {
    token: 'stand-in-token',
    repository: 'someone/fill-cache',
    clock: systemClock,
    random: Math.random,
  };
  const app = appInRealTime({
    redis: stack.redis,
    workflow: createGitHub({ ...connection, apiUrl: stack.github.url }),
    source: createYahooSource({ origin: stack.yahoo.url, now: () => new Date() }),
    access: {
      apiToken: API_TOKEN,
      readToken: null,
      cronSecret: null,
      allowAnonymous: false,
      corsOrigins: [],
    },
  });
  const { url, close } = await serveApi(app);
  onTestFinished(close);
  return url;
}

/** A client of a job that a run works on. */
async function aClientAtWork() {
  const app = await aClient();
  const jobId = await app.given(aJob({ startedAt: new Date(NOON).toISOString() }));
  await app.redis.ask('SET', KEYS.lease(jobId, 1), '99');
  return { ...app, jobId };
}

test('a job is started, watched to its end, and listed, on the whole stack', async () => {
  const url = await aWholeStack();
  const tickers = ['--tickers', tickerNames(12).join(), '--requests-per-second', '10'];
  const started = await command(url, ['start', ...tickers, '--watch', '--every', '1']).ended;
  expect(started).toMatchObject({ code: 0, stderr: '' });
  expect(started.output).toMatch(
    /Batch job created with 3 batches.*batch 3\/3 .*Completed: 12 successful, 0 failed\.\n12 of 12/s,
  );
  const { output } = await command(url, ['list', '--json']).ended;
  expect(JSON.parse(output).jobs).toMatchObject([{ status: 'completed', progress: { successful: 12 } }]);
}, 60_000);

test('its exit codes are those of the help', async () => {
  const { url } = await aClient();
  const ends = [
    command(url, ['list', '--json']),
    command(url, ['status', 'batch_job_nobody']),
    command(url, ['start', '--source', 'nasdaq']),
    command(await deserted(), ['list'], 'npm'),
  ].map(({ ended }) => ended);
  expect(await Promise.all(ends)).toEqual([
    { code: 0, output: '{"success":true,"jobs":[]}\n', stderr: '' },
    { code: 1, output: '', stderr: expect.stringMatching(/^There is no job batch_job_nobody: .*\n$/) },
    { code: 2, output: '', stderr: '--source is "nasdaq": it must be sp500, all or custom.\n' },
    { code: 4, output: '', stderr: expect.stringContaining('got no answer (ECONNREFUSED)') },
  ]);
});

test('it is called by its own name too, and then says so', async () => {
  const child = spawn(process.execPath, ['scripts/fill-cache.cjs', 'status'], {
    cwd: REPOSITORY_ROOT,
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);
  expect([code, stderr.trim().split('\n').at(-1)]).toEqual([
    2,
    'Say which job: npx fill-cache status batch_job_…',
  ]);
});

test('what Node has compiled for a start is kept for the next one; where nothing can be kept, it starts all the same', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fill-cache-compiled-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const exitCodes = [folder, join(folder, 'missing')].map(async (TMPDIR) => {
    const env = { PATH: process.env.PATH, TMPDIR };
    const child = spawn(process.execPath, ['scripts/cli.cjs', '--help'], { cwd: REPOSITORY_ROOT, env });
    onTestFinished(() => void child.kill('SIGKILL'));
    return (await once(child, 'close'))[0];
  });
  expect(await Promise.all(exitCodes)).toEqual([0, 0]);
  expect(await readdir(folder)).toEqual(expect.arrayContaining(['node-compile-cache']));
});

test('Ctrl-C while it watches ends it at once, and the job goes on', async () => {
  const { url, jobId } = await aClientAtWork();
  const watching = command(url, ['status', jobId, '--watch', '--every', '3600']);
  await watching.printsFirst;
  watching.stop();
  const { code, stderr } = await watching.ended;
  expect([code, stderr]).toEqual([130, expect.stringMatching(/batch_job_12345 goes on: .* --watch\n$/)]);
});

test('Ctrl-C while it waits for a batch says that the batch may come all the same', async () => {
  const { url, given, clock } = await aClient();
  const waiting = command(url, ['continue', await given(), '--wait', '240']);
  await expect.poll(() => clock.waiting, { timeout: 10_000 }).toBe(1);
  waiting.stop();
  expect(await waiting.ended).toEqual({
    code: 130,
    output: '',
    stderr: 'Nobody waits any more, but what was asked for may be done: npm run job -- list\n',
  });
});

test('a reader that has had enough ends the watching, without a trace of stack', async () => {
  const { url, jobId, redis } = await aClientAtWork();
  const watching = command(url, ['status', jobId, '--watch', '--every', '1']);
  await watching.printsFirst;
  watching.hangUp();
  await redis.ask('HSET', KEYS.done(jobId), 1, factValue(aFact()));
  const { code, stderr } = await watching.ended;
  expect([code, stderr]).toEqual([130, expect.stringMatching(/^Nobody watches any more.*\n$/)]);
});
