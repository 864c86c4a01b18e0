import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { harmlessText } from '../../src/core/harmless-text.ts';
import { type LoopbackYahoo, startLoopbackYahoo } from '../support/loopback-yahoo.ts';
import { startEmbeddedRedis, type TestRedisServer } from '../support/redis-servers.ts';
import { runBundle } from '../support/run-bundle.ts';

let face: TestRedisServer;
let yahoo: LoopbackYahoo;
beforeAll(async () => {
  [face, yahoo] = await Promise.all([startEmbeddedRedis(), startLoopbackYahoo()]);
});
afterAll(async () => {
  await face.close();
  await yahoo.close();
});

const redis = () => ({ 'redis-url': face.url, 'redis-token': face.token });
const keys = () => face.engine.execute([['KEYS', '*']], 'pipeline');

test.each([
  [{ 'ticker-source': 'nasdaq' }, 'ticker-source is "nasdaq": it must be sp500, all or custom.'],
  [{ 'ticker-source': 'custom' }, 'tickers is empty: give at least one symbol, such as AAPL, MSFT.'],
  [{ tickers: '<script>alert(1)</script>, ???' }, /^tickers .*<script>/],
  [{ tickers: 'A'.repeat(60) }, /^tickers .{20,300}$/],
  [
    { 'ticker-source': 'sp500', tickers: 'AAPL' },
    'tickers are given, but ticker-source is "sp500": it must be custom.',
  ],
  [{ tickers: 'AAPL', 'batch-size': '0' }, 'batch-size is "0": it must be a whole number from 1 to 50.'],
  [{ tickers: 'AAPL', 'batch-size': '-1' }, 'batch-size is "-1": it must be a whole number from 1 to 50.'],
  [{ tickers: 'AAPL', 'batch-size': '1e9' }, 'batch-size is "1e9": it must be a whole number from 1 to 50.'],
  [{ tickers: 'AAPL', range: '3y' }, 'range is "3y": it must be 1y, 2y, 5y, 10y or max.'],
  [{ tickers: 'AAPL', 'auto-continue': 'yes' }, 'auto-continue is "yes": it must be true or false.'],
  [{ tickers: 'AAPL', 'refresh-after': '0h' }, /^refresh-after is "0h": it must be close, or a duration/],
  [{ command: 'destroy' }, 'command is "destroy": it must be run, nightly or resume-stalled.'],
  [{ 'job-id': 'batch_job_nobody' }, 'There is no job batch_job_nobody in this Redis.'],
  [{ 'job-id': 'batch_job:*\n::set-output' }, /^job-id is "batch_job:\* ::set-output": it must be an id/],
  [{ 'redis-token': '' }, /^redis-token is missing: .*UPSTASH_REDIS_REST_TOKEN/],
  [{ 'redis-token': 'wrong' }, /^Redis at http:\/\/127.0.0.1:\d+ refuses the token \(WRONGPASS/],
  [{ 'redis-url': 'ftp://x' }, /^redis-url is not usable/],
])('%j is refused with one line, and nothing is written', async (inputs, line) => {
  const before = await keys();
  const run = await runBundle({ ...redis(), ...inputs }, { YAHOO_FINANCE_URL: yahoo.url });
  expect(run.errors).toEqual([typeof line === 'string' ? line : expect.stringMatching(line)]);
  expect(run.code).toBe(1);
  expect(await keys()).toEqual(before);
});

test.each([
  ['no payload', {}],
  ['null', { client_payload: null }],
  ['another version', { client_payload: { v: 2, jobId: 'batch_job_1' } }],
  ['a key in the place of an id', { client_payload: { v: 1, jobId: 'ticker-index' } }],
  ['a hop that is none', { client_payload: { v: 1, jobId: 'batch_job_1', hop: '1' } }],
])('an event with %s is refused with one line, and nothing is written', async (_what, event) => {
  const before = await keys();
  const run = await runBundle(redis(), { GITHUB_EVENT_NAME: 'repository_dispatch' }, event);
  expect(run.errors).toEqual([expect.stringMatching(/^client_payload of the event is not usable: /)]);
  expect(run.code).toBe(1);
  expect(await keys()).toEqual(before);
});

test('a job that has ended is not continued', async () => {
  const made = await runBundle({ ...redis(), tickers: 'AAPL' }, { YAHOO_FINANCE_URL: yahoo.url });
  const jobId = /batch_job_\w+/.exec(made.output)?.[0] ?? '';
  const run = await runBundle({ ...redis(), 'job-id': jobId }, { GITHUB_RUN_ID: '2' });
  expect(run.errors).toEqual([
    expect.stringMatching(/^batch_job_\w+ is completed since .*: start a new job\.$/),
  ]);
});

test('a Redis that quotas are exceeded for ends the run at once, with what is full and what helps', async () => {
  let requests = 0;
  const full = createServer((request, response) => {
    request.resume().on('end', () => {
      requests += 1;
      response
        .writeHead(400)
        .end('{"error":"ERR max requests limit exceeded. Limit: 500000, Usage: 500000."}');
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => full.once('listening', resolve));
  const address = full.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const run = await runBundle(
    { 'redis-url': `http://127.0.0.1:${port}`, 'redis-token': 'secret-token', tickers: 'AAPL' },
    { YAHOO_FINANCE_URL: yahoo.url },
  );
  full.close();
  expect(run.errors).toEqual([
    expect.stringMatching(/^Redis is full: ERR max requests limit.*pay as you go/),
  ]);
  expect([run.code, requests]).toEqual([1, 1]);
  expect(run.output.replace('::add-mask::secret-token', '')).not.toContain('secret-token');
});

/** A file for one test. */
async function aFile(content: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fill-cache-input-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'file'), content);
  return join(folder, 'file');
}

test('an event file that is cut is one sentence, in the log and in the summary', async () => {
  const [event, summary] = [await aFile('{"client_payload":{"v":1'), await aFile('')];
  const run = await runBundle(redis(), { GITHUB_EVENT_PATH: event, GITHUB_STEP_SUMMARY: summary });
  const sentence = 'The event file of this run cannot be read: start the run again.';
  expect(run).toMatchObject({ code: 1, errors: [sentence] });
  expect(run.output).toMatch(/^::add-mask::test-token\n::error::[^\n]+\n$/);
  expect(await readFile(summary, 'utf8')).toContain(sentence.replace(':', '&#58;'));
});

test.each([
  ['an option', { tickers: 'AAPL', 'batch-size': '0' }, {}],
  ['its tickers', { tickers: '???' }, {}],
  ['the command', { command: 'destroy' }, {}],
  ['the address of Redis', { 'redis-url': 'ftp://x' }, {}],
  ['a missing token', { 'redis-token': '' }, {}],
  ['the token', { 'redis-token': 'wrong', tickers: 'AAPL' }, {}],
  ['the job', { 'job-id': 'batch_job_nobody' }, {}],
  ['the file of tickers', { 'tickers-file': 'nowhere.txt' }, {}],
  ['its environment', { tickers: 'AAPL' }, { YAHOO_FINANCE_TIMEOUT: 'soon' }],
])('a run that refuses %s says so in its summary too', async (_, inputs, env) => {
  const summary = await aFile('');
  const run = await runBundle({ ...redis(), ...inputs }, { GITHUB_STEP_SUMMARY: summary, ...env });
  expect([run.code, run.errors.length]).toEqual([1, 1]);
  const [, said] = (await readFile(summary, 'utf8')).split('\n> ');
  expect(said?.trim()).toBe(harmlessText(run.errors[0] ?? '', 'markdown'));
});

test('a summary that cannot be written fails no run', async () => {
  const run = await runBundle(
    { ...redis(), command: 'resume-stalled' },
    { GITHUB_STEP_SUMMARY: '/nowhere/summary' },
  );
  expect(run).toMatchObject({ code: 0, errors: [] });
  expect(run.output).toContain('::warning::The summary of this run could not be written: ');
});

test('a list of tickers comes from a file of the workspace', async () => {
  const list = await aFile('AAPL\nMSFT\n');
  const workspace = { GITHUB_WORKSPACE: join(list, '..'), YAHOO_FINANCE_URL: yahoo.url };
  const run = await runBundle({ ...redis(), 'tickers-file': 'file' }, workspace);
  expect(run.output).toContain(' for 2 tickers\n');
  expect(run).toMatchObject({ code: 0, errors: [] });
});
