import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import * as z from 'zod';
import { createMarketServer } from '../../src/local/market/market-server.ts';
import type { RedisEngine } from '../../src/local/redis/engine.ts';
import { createRestServer } from '../../src/local/redis/rest-server.ts';
import { createRedis } from '../../src/store/redis.ts';
import { tickerNames } from '../support/chain-stack.ts';
import { startLoopbackYahoo } from '../support/loopback-yahoo.ts';
import { aHome, ask, killStarts, processesOf, type Start, start } from '../support/npm-start.ts';
import { startRealRedis } from '../support/real-redis.ts';
import { startEmbeddedRedis } from '../support/redis-servers.ts';

// A start is three processes, one after the other, and takes its time where cores are few.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

afterEach(killStarts);

const SIMULATED = ['--market', 'simulated'];
const SEVEN = ['--source', 'custom', '--tickers', 'AAPL,MSFT,GOOGL,BRK.B,ZZZZ,NVDA,TSLA', ...SIMULATED];
/** Long enough to be killed in the middle. */
const MANY = ['--tickers', tickerNames(250).join(','), ...SIMULATED];
const FIRST_BATCH = /^✅ Completed batch/m;

const documentSchema = z.string().transform((text): unknown => JSON.parse(text));

describe('a start with --exit', () => {
  let home: string;
  let run: Start;
  let exitCode: number | string;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'fill-cache-home-'));
    run = start(home, [...SEVEN, '--exit']);
    exitCode = await run.ended;
    return () => rm(home, { recursive: true });
  });

  test('fills what was asked for, says so, and ends with 0', async () => {
    expect(exitCode).toBe(0);
    expect(run.output).toMatch(/^Filled in \d+ s: 6 of 7 tickers are in Redis, 1 failed\.$/m);
    expect(run.output).toMatch(/^ {2}ZZZZ: No data found, symbol may be delisted \(not-found\)$/m);
    const document = documentSchema.parse(await ask(home, 'GET', 'ticker-data:BRK-B'));
    expect(document).toMatchObject({ symbol: 'BRK-B', source: 'simulated' });
    expect(await ask(home, 'EXISTS', 'ticker-data:ZZZZ')).toBe(0);
  });

  test.each([
    /^🚀 Creating batch job batch_job_\w+ for 7 tickers$/m,
    /^📦 Processing 7 missing tickers in 2 batches of 5$/m,
    /^🔄 Processing batch 2\/2 for job batch_job_\w+: \[NVDA, TSLA\]$/m,
    /^✅ Completed batch 1\/2 for job batch_job_\w+ in \d+\.\ds$/m,
    /^🎉 Batch job batch_job_\w+ completed! 6 successful, 1 failed$/m,
    /^batch 2\/2 · 100\.0 % · .* · 1 failed$/m,
  ])('prints into a pipe %s', (line) => {
    expect(run.output).toMatch(line);
  });

  test('prints no control character into a pipe', () => {
    expect(run.output.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });

  test('says that the market is made up, at the start and at the end', () => {
    const parts = run.output.split(/^🎉.*$/m);
    expect(
      parts.map((part) => part.includes('SIMULATED MARKET: the prices of this start are made up.')),
    ).toEqual([true, true]);
  });

  test('says the next time that nothing is to be done, and --fresh fetches again', async () => {
    const second = start(home, [...SEVEN, '--exit']);
    expect(await second.ended).toBe(0);
    expect(second.output).toMatch(/^Nothing to do: 6 of 7 are fresh since .*, and 1 are known to fail/m);
    const third = start(home, [...SEVEN, '--exit', '--fresh']);
    expect(await third.ended).toBe(0);
    expect(third.output).toMatch(/^📦 Processing 6 missing tickers in 2 batches of 5$/m);
  });
});

test('an app reads by the two lines that it prints, and the curl line works, until Ctrl-C', async () => {
  const run = start(await aHome(), SEVEN);
  await run.prints(/^Filled in/m);
  const line = (name: string) =>
    new RegExp(`^UPSTASH_REDIS_REST_${name}=(.*)$`, 'm').exec(run.output)?.[1] ?? '';
  const redis = createRedis({ url: line('URL'), token: line('TOKEN'), retries: 0 });
  expect(await redis.pipeline([['EXISTS', 'ticker-data:AAPL']])).toEqual([1]);
  const [, header = '', url = ''] = /^curl -s -H "Authorization: (.*)" (\S+) \| head/m.exec(run.output) ?? [];
  const answer = await fetch(url, { headers: { authorization: header } });
  expect(await answer.json()).toMatchObject({ result: expect.stringContaining('"symbol":"AAPL"') });
  run.kill('SIGINT');
  expect(await run.ended).toBe(0);
});

test('it waits for requests with --idle, and shows the job that one of them starts, its page and that of its run', async () => {
  const run = start(await aHome(), ['--idle', ...SIMULATED]);
  await run.prints(/waiting for requests/);
  const [, face] = /^ {2}HTTP +(http:\S+)$/m.exec(run.output) ?? [];
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ tickerSource: 'custom', tickers: ['AAPL'], startImmediately: true });
  const answer = await fetch(`${face}/api/fill-cache-batch-start`, { method: 'POST', headers, body });
  const made = z.object({ jobId: z.string(), batchInfo: z.object({ totalTickers: z.literal(1) }) });
  const { jobId } = made.parse(await answer.json());
  await run.prints(/^Filled in .*: 1 of 1 tickers are in Redis, 0 failed\.$/m);
  expect(await (await fetch(`${face}/?job=${jobId}`)).text()).toContain('src="/page.js"');
  const status = await fetch(`${face}/api/fill-cache-batch-status?jobId=${jobId}&detailed=true`);
  const [ran] = z.object({ runs: z.array(z.object({ url: z.url() })) }).parse(await status.json()).runs;
  expect((await fetch(ran?.url ?? '')).status).toBe(200);
});

test('Ctrl-C in the middle ends it in order, and the next start goes on to the end', async () => {
  const home = await aHome();
  const first = start(home, MANY);
  await first.prints(FIRST_BATCH);
  first.kill('SIGINT');
  expect(await first.ended).toBe(0);
  const [, rested] =
    /^(batch_job_\w+) rests at batch [1-9]\d*\/50: npm start goes on with it\.$/m.exec(first.output) ?? [];
  const second = start(home, ['--exit', ...SIMULATED]);
  expect(await second.ended).toBe(0);
  expect(second.output).toContain(`${rested} is unfinished, at batch`);
  expect(second.output).toMatch(/: 250 of 250 tickers are in Redis, 0 failed\.$/m);
});

test('kill -9 leaves no process behind, and the next start goes on to the end, with all lanes', async () => {
  const home = await aHome();
  const first = start(home, [...MANY, '--lanes', '2']);
  await first.prints(FIRST_BATCH);
  expect(processesOf(home).length).toBeGreaterThan(1);
  first.kill('SIGKILL');
  await vi.waitFor(() => expect(processesOf(home)).toEqual([]), { timeout: 5_000, interval: 20 });
  const second = start(home, ['--exit', ...MANY]);
  expect(await second.ended).toBe(0);
  expect(second.output).toMatch(/^batch_job_\w+ is unfinished, at batch [1-9]\d*\/50: going on with it\.$/m);
  expect(second.output.match(/^Fetch$/gm)).toHaveLength(2);
  expect(second.output).toMatch(/: 250 of 250 tickers are in Redis, 0 failed\.$/m);
  expect(
    JSON.stringify(await ask(home, 'SCAN', '0', 'MATCH', 'ticker-data:*', 'COUNT', '10000')).match(
      /ticker-data:/g,
    ),
  ).toHaveLength(250);
});

test('kill -9 of npm ends all that it has started', async () => {
  const home = await aHome();
  const npm = start(home, MANY, {}, 'npm');
  await npm.prints(FIRST_BATCH);
  npm.kill('SIGKILL');
  await vi.waitFor(() => expect(processesOf(home)).toEqual([]), { timeout: 5_000, interval: 20 });
});

test('a job that was made for another market waits, and how to go on with it is said', async () => {
  const home = await aHome();
  const first = start(home, MANY);
  await first.prints(FIRST_BATCH);
  first.kill('SIGINT');
  await first.ended;
  const yahoo = await startLoopbackYahoo();
  onTestFinished(() => yahoo.close());
  const second = start(home, ['--exit', '--tickers', 'AAPL'], { YAHOO_FINANCE_URL: yahoo.url });
  expect(await second.ended).toBe(0);
  expect(second.output).toMatch(
    /^batch_job_\w+ is unfinished, but was made for prices from simulated: it waits for npm start -- --market simulated\.$/m,
  );
  expect(second.output).not.toContain('SIMULATED MARKET');
});

test('the token of a database of your own is never printed', async () => {
  const face = await startEmbeddedRedis();
  onTestFinished(() => face.close());
  const env = { UPSTASH_REDIS_REST_URL: face.url, UPSTASH_REDIS_REST_TOKEN: face.token };
  const run = start(await aHome(), [...SEVEN, '--exit'], env);
  expect(await run.ended).toBe(0);
  expect(run.output).toContain(`  Data     the Upstash Redis at ${face.url}`);
  expect(run.output).not.toContain(face.token);
  const [reply] = await face.engine.execute([['EXISTS', 'ticker-data:AAPL']], 'pipeline');
  expect(reply).toEqual({ result: 1 });
});

test('a database that takes no more ends it with 1, and with what helps', async () => {
  const full = { error: 'ERR max daily request limit exceeded. Limit: 10000, Usage: 10000' };
  const engine: RedisEngine = {
    execute: async (commands) => commands.map(([name]) => (name === 'PING' ? { result: 'PONG' } : full)),
    close: async () => undefined,
  };
  const face = await createRestServer({ engine, token: 'of-the-user' });
  onTestFinished(() => face.close());
  const env = { UPSTASH_REDIS_REST_URL: face.url, UPSTASH_REDIS_REST_TOKEN: 'of-the-user' };
  const run = start(await aHome(), [...SEVEN, '--exit'], env);
  expect(await run.ended).toBe(1);
  expect(run.output).toMatch(/Redis is full: ERR max daily request limit exceeded.*midnight UTC/);
});

test('a source that answers 404 for everything ends it after two runs, with 1 and with what helps', async () => {
  const server = createServer((_, response) => response.writeHead(404).end('not here'));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  const { port } = z.object({ port: z.int() }).parse(server.address());
  const env = { YAHOO_FINANCE_URL: `http://127.0.0.1:${port}` };
  const run = start(await aHome(), ['--tickers', 'AAPL', '--market', 'yahoo', '--exit'], env);
  expect(await run.ended).toBe(1);
  expect(run.output).not.toContain('the third in a row');
  expect(run.output).toMatch(/^batch_job_\w+ is stuck: This run finished no batch, .* start again.*\.$/m);
});

test('it fills a real Redis through a face of its own', { tags: ['redis-server'] }, async () => {
  const redis = await startRealRedis();
  onTestFinished(() => redis.close());
  const run = start(await aHome(), [...SEVEN, '--exit'], { REDIS_URL: redis.url });
  expect(await run.ended).toBe(0);
  expect(run.output).toContain(`  Data     the Redis at ${redis.url}`);
  expect((await redis.commandStats()).get('mset')).toBeGreaterThan(0);
});

test('a made-up market does not get into a real Redis unasked', { tags: ['redis-server'] }, async () => {
  const [redis, server] = await Promise.all([
    startRealRedis(),
    createMarketServer({ now: () => new Date() }),
  ]);
  onTestFinished(() => Promise.all([redis.close(), server.close()]).then(() => undefined));
  const env = { REDIS_URL: redis.url, YAHOO_FINANCE_URL: server.url };
  const run = start(await aHome(), ['--tickers', 'AAPL', '--exit'], env);
  expect(await run.ended).toBe(1);
  expect(run.output).toMatch(/^YAHOO_FINANCE_URL names a made-up market: .*--market simulated\.\n$/);
  expect((await redis.commandStats()).has('mset')).toBe(false);
});

test('a port that is taken is named, with the way out', async () => {
  const server = await createMarketServer({ now: () => new Date() });
  onTestFinished(() => server.close());
  const { port } = new URL(server.url);
  const run = start(await aHome(), [...SEVEN, '--port', port]);
  expect(await run.ended).toBe(1);
  expect(run.output).toBe(
    `Port ${port} cannot be had for the HTTP API (another program has it): give another one by --port, or --port 0 for any free one.\n`,
  );
});

test('a second stack in the same folder is refused', async () => {
  const home = await aHome();
  const first = start(home, ['--idle', ...SIMULATED]);
  await first.prints(/waiting for requests/);
  const second = start(home, ['--idle', ...SIMULATED]);
  expect(await second.ended).toBe(1);
  expect(second.output).toMatch(
    new RegExp(`^Another fill-cache \\(process ${first.processId}\\) is at work in .*\\n$`),
  );
});

test('a data folder of a newer version is refused', async () => {
  const home = await aHome();
  const file = new DatabaseSync(join(home, 'redis.sqlite'));
  file.exec('PRAGMA user_version = 99');
  file.close();
  const run = start(home, [...SEVEN, '--exit']);
  expect(await run.ended).toBe(1);
  expect(run.output).toMatch(/^.*redis\.sqlite was written by a newer fill-cache .*\n$/);
});

test('a data folder that cannot be made is named', async () => {
  const file = join(await aHome(), 'file');
  writeFileSync(file, '');
  const run = start(file, [...SEVEN, '--exit']);
  expect(await run.ended).toBe(1);
  expect(run.output).toMatch(/^The data folder .*\/file cannot be used \(.*\): .*FILL_CACHE_HOME\)\.\n$/);
});

test('--help explains the flags and starts nothing', async () => {
  const run = start(await aHome(), ['--help']);
  expect(await run.ended).toBe(0);
  expect(run.output).toMatch(/^Usage: npm start -- \[flags\]\n/);
});

test('nonsense is refused in one sentence, with 2', async () => {
  const run = start(await aHome(), ['--sorce', 'all']);
  expect(await run.ended).toBe(2);
  expect(run.output).toBe('There is no flag "--sorce": see npm start -- --help.\n');
});
