import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { statusReplySchema } from '../../src/cli/replies.ts';
import { statusDetails } from '../../src/cli/reply-texts.ts';
import { writePause } from '../../src/store/control.ts';
import { factValue } from '../../src/store/facts-record.ts';
import { KEYS } from '../../src/store/keys.ts';
import { writeEnd } from '../../src/store/write-end.ts';
import { aFact, aFailure, aJob, anEnd, aPlan, NOON } from '../support/job-fixtures.ts';
import { startLoopback } from '../support/loopback-server.ts';
import { mayNotStart, tooManyStarts } from '../support/scripted-workflow.ts';
import { aClient, runAt } from './client-run.ts';

const jobId = 'batch_job_12345';
const at = new Date(NOON).toISOString();
type App = Awaited<ReturnType<typeof aClient>>;

const finish = ({ redis }: App, batch: number, failures = [aFailure('T1')]) =>
  redis.ask('HSET', KEYS.done(jobId), batch, factValue(aFact({ at: NOON + 2_000, failures })));
const end = ({ redis }: App, status: 'completed' | 'failed' | 'cancelled', reason?: string) =>
  writeEnd(redis, aJob(), anEnd(status, { by: '9', at, reason, successful: 11, failed: 1 }));

test('start makes the job, starts it, and says how to watch it', async () => {
  const { job, workflow } = await aClient();
  const { code, output } = await job('start --tickers aapl,brk.b --batch-size 1 --range 1y');
  expect([code, workflow.started.length]).toEqual([0, 1]);
  const id = workflow.started[0]?.['job-id'];
  expect(output.split('\n')).toEqual([
    `${id}: Batch job created with 2 batches.`,
    '0 of 2 tickers are fresh, 0 known to fail; 2 to fetch in batches of 1, about 1 min.',
    'Its run: https://github.com/someone/fill-cache/actions/runs/1',
    `To watch it: npm run job -- status ${id} --watch`,
    '',
  ]);
});

test('what has to be said again of another address is said', async () => {
  const { job, url } = await aClient();
  const { output } = await job(`start --tickers AAPL --hold --url ${url}`);
  expect(output).toMatch(new RegExp(`To start it: npm run job -- continue batch_job_\\w+ --url ${url}\n$`));
});

test('the same idempotency key makes one job', async () => {
  const { job, redis } = await aClient();
  const start = 'start --tickers AAPL --idempotency-key k1 --json';
  const ids = [await job(start), await job(start)].map(({ output }) => JSON.parse(output).jobId);
  expect([ids[0] === ids[1], await redis.ask('ZCARD', KEYS.jobs)]).toEqual([true, 1]);
});

test('status says how far a job is and what is wrong', async () => {
  const app = await aClient();
  await app.given(aJob({ cached: 3, startedAt: at }));
  await finish(app, 1);
  expect(await app.job(`status ${jobId}`)).toMatchObject({
    code: 0,
    output: [
      `${jobId}: No run is at work: continue the job, or leave it to the watchdog. 2 batches remaining.`,
      'batch 1/3 · 53.3 % · 1 failed · stalled',
      '7 of 15 tickers are in Redis, 1 failed.',
      '  T1: No data found, symbol may be delisted',
      'Nothing was heard of it since 2026-11-24T17:00:02.000Z; the watchdog looks at 2026-11-24T17:53:00.000Z.',
      '',
    ].join('\n'),
  });
});

test.each([
  [['T2'], '1 ticker is late, without a session that has ended: T2\n'],
  [
    ['T1', 'T2', 'T3', 'T4', 'T5', 'T6', 'T7'],
    '7 tickers are late, without a session that has ended: T1, T2, T3, T4, T5, …\n',
  ],
  [[], '0 of 12 tickers are in Redis, 0 failed.\n'],
])('status ends with the late tickers: %j', async (lateTickers, ending) => {
  const app = await aClient();
  await app.given();
  await end(app, 'completed');
  const reply = JSON.parse((await app.job(`status ${jobId} --json`)).output);
  const url = await startLoopback((_, response) => response.end(JSON.stringify({ ...reply, lateTickers })));
  const { output } = await runAt(url, `status ${jobId}`);
  expect(output.endsWith(ending)).toBe(true);
});

test('status and list count the late tickers of a job, while it goes on and when it has ended', async () => {
  const app = await aClient();
  await app.given(aJob({ startedAt: at }));
  await app.redis.ask('HSET', KEYS.done(jobId), 1, factValue(aFact({ late: 2 })));
  const { output } = await app.job(`status ${jobId}`);
  expect(output).toContain('\nbatch 1/3 · 41.6 % · 0 failed, 2 late · stalled\n');
  expect(output).toContain('\n5 of 12 tickers are in Redis, 0 failed, 2 late.\n');
  await writeEnd(app.redis, aJob(), { ...anEnd('completed', { successful: 12 }), late: 2 });
  expect((await app.job('list')).output).toMatch(/ 0 failed, 2 late\n$/);
  expect((await app.job(`status ${jobId}`)).output).toMatch(
    /, 2 late\.\nOf those that were late when it ended none is late now\.\n$/,
  );
});

test('of many failures the first five are shown', async () => {
  const app = await aClient();
  await app.given();
  await finish(
    app,
    1,
    ['T1', 'T2', 'T3', 'T4', 'T5'].map((ticker) => aFailure(ticker)),
  );
  await finish(app, 2, [aFailure('T6'), aFailure('T7')]);
  const { output } = await app.job(`status ${jobId}`);
  expect(output).toMatch(/\n {2}T5: .*\n {2}… and 2 more: --json shows them all\n/);
});

test('status draws a bar on a terminal, and leaves it there', async () => {
  const app = await aClient();
  await app.given();
  await finish(app, 1, []);
  const { output } = await app.job(`status ${jobId}`, { terminal: true });
  expect(output.split('\r\u001B[2K').at(-1)).toMatch(
    /^\[█{11}░{16}\] batch 1\/3 · 41\.6 % · 0 failed\n5 of 12/,
  );
});

test.each([
  ['completed', 0, `${jobId}: Completed: 4 successful, 1 failed.`, 'retry'],
  ['failed', 1, `${jobId} has failed: too many failures`, 'retry'],
  ['cancelled', 1, `${jobId}: Cancelled. 2 batches remaining.`, 'retry'],
] as const)('status of a job that is %s ends with %d', async (status, expected, sentence, next) => {
  const app = await aClient();
  await app.given();
  await finish(app, 1);
  await end(app, status, status === 'failed' ? 'too many failures' : undefined);
  const { code, output } = await app.job(`status ${jobId}`);
  expect([code, output.split('\n')[1]]).toEqual([expected, sentence]);
  expect(output).toContain(`npm run job -- ${next} ${jobId}\n`);
});

test('continue waits as long as --wait says, and shows the batch', async () => {
  const app = await aClient();
  await app.given();
  app.workflow.before = async () => void (await finish(app, 2));
  const left = app.job(`continue ${jobId} --once --wait 30`);
  while (app.clock.waiting === 0) await app.clock.advance(0);
  await app.clock.advance(500);
  const { code, output } = await left;
  expect(app.workflow.started).toEqual([{ 'job-id': jobId, 'max-batches': '1', 'auto-continue': 'false' }]);
  expect([code, output.split('\n').slice(0, 3)]).toEqual([
    0,
    [
      `${jobId}: Batch completed - continue the job for the next one.`,
      'Batch 2 of 3: 4 successful, 1 failed [T6, T7, T8, T9, T10]',
      '5 of 12 tickers, 41.6 %.',
    ],
  ]);
});

test.each([
  ['', undefined],
  ['--wait 7', 'wait=7'],
  ['--wait 0', 'wait=0'],
  ['--watch', 'respond-async'],
])('continue %s asks the deployment for Prefer: %s', async (flag, prefer) => {
  const asked: unknown[] = [];
  const url = await startLoopback((request, response) => {
    asked.push(request.headers.prefer);
    response.writeHead(409).end();
  });
  await runAt(url, `continue ${jobId} ${flag}`);
  expect(asked).toEqual([prefer]);
});

test('where nothing is left to do, nothing is left to watch', async () => {
  const { job, work } = await aClient();
  const { jobId: id } = JSON.parse((await job('start --tickers AAPL --hold --json')).output);
  await work({ 'job-id': id, 'max-batches': '0' });
  const again = await job('start --tickers AAPL');
  expect(again.output).toMatch(/\n1 of 1 tickers are fresh, 0 known to fail; nothing to do\.\n$/);
  const continued = await job(`continue ${id}`);
  expect(continued.output).toBe(`${id}: The job is finished.\n1 of 1 tickers, 100.0 %.\n`);
});

test('a job is paused, resumed, cancelled and retried', async () => {
  const app = await aClient();
  await app.given();
  await finish(app, 1);
  expect((await app.job(`pause ${jobId}`)).output).toBe(`${jobId}: Paused.\n`);
  const resumed = await app.job(`resume ${jobId}`);
  expect(resumed.output).toMatch(/: Resumed: a run was started\.\nIts run: https:.*\/1\n$/);
  expect((await app.job(`cancel ${jobId}`)).output).toBe(`${jobId}: Cancelled.\n`);
  const { code, output } = await app.job(`retry ${jobId} --json`);
  expect([code, JSON.parse(output)]).toMatchObject([0, { retryOf: jobId, batchInfo: { totalTickers: 1 } }]);
});

test.each([
  ['paused', 'Resumed'],
  ['failed', 'Reopened'],
] as const)('continue of a job that is %s says so: %s', async (state, word) => {
  const app = await aClient();
  await app.given(aJob({ startedAt: at }));
  await (state === 'paused' ? writePause(app.redis, jobId, at) : end(app, 'failed', 'too many failures'));
  const sentence = `${jobId}: ${word}. No batch is done yet - look at the status in a moment.`;
  const { code, output } = await app.job(`continue ${jobId} --wait 0`);
  expect([code, output.split('\n')[0]]).toEqual([0, sentence]);
  expect((await app.job(`continue ${jobId} --wait 0`)).output).not.toContain(word);
});

test('list shows the newest jobs in columns', async () => {
  const app = await aClient();
  await app.given(aJob({ id: 'batch_job_1', tickerSource: 'sp500' }));
  await app.given(aJob({ startTime: new Date(NOON + 60_000).toISOString() }), aPlan(12));
  await end(app, 'completed');
  expect((await app.job('list')).output.split('\n')).toEqual([
    'batch_job_12345  completed  custom  2026-11-24 17:01 UTC  12/12  100.0 %  1 failed',
    'batch_job_1      pending    sp500   2026-11-24 17:00 UTC  0/12   0.0 %    0 failed',
    '',
  ]);
  expect(JSON.parse((await app.job('list --limit 1 --json')).output).jobs).toHaveLength(1);
});

test('status, list and the API show the same numbers of a job', async () => {
  const app = await aClient();
  await app.given(aJob({ cached: 3, knownFailed: 2, startedAt: at }));
  await finish(app, 1);
  const { progress } = JSON.parse((await app.job(`status ${jobId} --json`)).output);
  expect(progress).toMatchObject({ processed: 10, total: 17, percentage: 58.8, successful: 7, failed: 3 });
  expect((await app.job('list')).output).toContain('10/17  58.8 %  3 failed');
  const { output } = await app.job(`status ${jobId}`);
  expect(output).toContain(
    'batch 1/3 · 58.8 % · 3 failed · stalled\n7 of 17 tickers are in Redis, 3 failed.',
  );
});

test('start sends the text of a file, or of the standard input, as it is', async () => {
  const bodies: unknown[] = [];
  const url = await startLoopback(async (request, response) => {
    bodies.push(await json(request));
    response.writeHead(409).end();
  });
  const list = 'Symbol;Name\n"AAPL";Apple\n$brk.b;Berkshire';
  const file = join(await mkdtemp(join(tmpdir(), 'fill-cache-list-')), 'list.csv');
  await writeFile(file, Buffer.from(`\uFEFF${list}\n`, 'utf16le'));
  for (const words of [`start --file ${file}`, 'start --file -', 'start -', 'start - --source custom'])
    await runAt(url, words, { stdin: list });
  expect(bodies).toEqual(Array(4).fill({ tickerSource: 'custom', tickers: list }));
});

test.each([
  ['a spreadsheet', Buffer.from('504b0304140000000800', 'hex')],
  ['an archive', Buffer.from('1f8b0800000000000003', 'hex')],
  ['UTF-16 without its mark', Buffer.from('AAPL\nMSFT\n', 'utf16le')],
])('%s is no list of tickers, and nothing of it is sent', async (_, stdin) => {
  const { job, redis } = await aClient();
  expect(await job('start --file -', { stdin })).toMatchObject({
    code: 2,
    stderr: 'The standard input is no text: save a spreadsheet as CSV first.\n',
  });
  expect(await redis.ask('ZCARD', KEYS.jobs)).toBe(0);
});

test('a list of the standard input is filled, in whatever spelling', async () => {
  const { job, redis } = await aClient();
  const { code, output } = await job('start - --hold --json', { stdin: 'aapl\r\nbrk.b; msft\r\n' });
  const plan = await redis.ask('GET', KEYS.plan(JSON.parse(output).jobId));
  expect([code, JSON.parse(String(plan))]).toMatchObject([0, { tickers: ['AAPL', 'BRK-B', 'MSFT'] }]);
});

test.each([
  [1, ['Name'], '1 entry is no symbol and was left out: "Name".'],
  [12, ['Name', 'N/A!'], '12 entries are no symbols and were left out: "Name", "N/A!", …'],
])('start says what of a list was left out', async (count, first, sentence) => {
  const batchInfo = {
    totalTickers: 0,
    tickersToProcess: 0,
    totalBatches: 0,
    batchSize: 5,
    estimatedTimeMinutes: 1,
  };
  const progress = { processed: 0, total: 0, percentage: 100, successful: 0, failed: 0 };
  const reply = { success: true, jobId, message: 'Made', batchInfo, progress, skipped: { count, first } };
  const url = await startLoopback((_, response) => response.end(JSON.stringify(reply)));
  const { output } = await runAt(url, 'start -', { stdin: 'AAPL' });
  expect(output.split('\n')).toContain(sentence);
});

test.each([
  ['list', {}],
  ['start -', { readInput: () => Promise.reject(new Error('aborted')) }],
])('Ctrl-C during %s does not say that anything may be done', async (words, manner) => {
  const stop = new AbortController();
  const url = await startLoopback(() => stop.abort());
  if (words !== 'list') stop.abort();
  const { code, stderr } = await runAt(url, words, { ...manner, stop });
  expect([code, stderr]).toEqual([130, 'Nobody waits any more.\n']);
});

test('list names the records that are damaged', async () => {
  const problems = [{ jobId: 'batch_job_9', error: 'its hash is no hash' }];
  const url = await startLoopback((_, response) =>
    response.end(JSON.stringify({ success: true, jobs: [], problems })),
  );
  const { output } = await runAt(url, 'list');
  expect(output).toBe('There are no jobs.\n"batch_job_9" cannot be read: its hash is no hash\n');
});

test('a refusal is the sentence of the deployment, on the other stream', async () => {
  const { job } = await aClient();
  const sentence = `There is no job ${jobId}: it was never made, or its keys have expired.`;
  expect(await job(`status ${jobId}`)).toMatchObject({ code: 1, output: '', stderr: `${sentence}\n` });
  const { code, output } = await job(`pause ${jobId} --json`);
  expect([code, JSON.parse(output)]).toMatchObject([
    1,
    { success: false, code: 'unknown-job', error: sentence },
  ]);
});

test('each wrong ticker is named', async () => {
  const { job } = await aClient();
  const { code, stderr } = await job('start --tickers ../a,b!');
  expect([code, stderr]).toEqual([1, expect.stringMatching(/ {2}tickers\.0: .*\n {2}tickers\.1: .*b!/)]);
});

test('a job that was made although GitHub refused can be continued', async () => {
  const { job, workflow } = await aClient();
  workflow.before = () => Promise.reject(mayNotStart);
  const { code, stderr } = await job('start --tickers AAPL --watch');
  const id = workflow.started[0]?.['job-id'];
  expect([code, stderr]).toEqual([
    1,
    `GITHUB_TOKEN needs "actions: write".\nThe job was made: npm run job -- continue ${id}\n`,
  ]);
});

test('a refusal that passes says when', async () => {
  const { given, job, workflow } = await aClient();
  await given();
  workflow.before = () => Promise.reject(tooManyStarts);
  const { code, stderr } = await job(`resume ${jobId}`);
  expect([code, stderr]).toEqual([1, 'GitHub takes no more.\nIt may be asked again in 30 s.\n']);
});

test('a command line that is wrong sends no request and ends with 2', async () => {
  const { job, redis } = await aClient();
  expect(await job('list --sorce')).toMatchObject({
    code: 2,
    output: '',
    stderr: 'There is no flag "--sorce": see npm run job -- --help.\n',
  });
  expect(redis.requests).toEqual([]);
});

test('start --dry-run says what the job would take, and makes none', async () => {
  const { job } = await aClient();
  const { code, output } = await job('start --tickers AAPL,MSFT --dry-run');
  expect([code, output.split('\n')]).toEqual([
    0,
    [
      '0 of 2 tickers are fresh, 0 known to fail; 2 to fetch in batches of 5, about 1 min.',
      'About 19 billed commands; 142 KB are written, 142 KB more than is stored now.',
      'The database does not say how much room is left.',
      'It fits.',
      'Nothing was written or started.',
      '',
    ],
  ]);
  expect((await job('list')).output).toBe('There are no jobs.\n');
});

test('a dry run of what does not fit ends with 1', async () => {
  const { job } = await aClient();
  const tickers = Array.from({ length: 1_000 }, (_, at) => `T${at}`).join(',');
  const { code, output } = await job(`start --tickers ${tickers} --range max --dry-run`);
  expect([code, output.split('\n')[3]]).toEqual([
    1,
    "It adds about 281 MB, and Upstash's free plan holds 256 MB: take compress: gzip, a shorter range or fewer tickers, or a larger plan.",
  ]);
});

test.each(['--hold', '--watch', '--idempotency-key k'])('--dry-run with %s is refused', async (flag) => {
  const { job } = await aClient();
  const { code, stderr } = await job(`start --tickers AAPL --dry-run ${flag}`);
  expect([code, stderr]).toEqual([
    2,
    '--dry-run makes no job: leave --hold, --watch and --idempotency-key out.\n',
  ]);
});

test.each([
  ['running', 'Lanes, with the batches of each: 1 working (2), 2 absent (1).'],
  ['completed', 'Lanes, with the batches of each: 1 (2), 2 (1).'],
])('of the lanes of a job that is %s', (state, sentence) => {
  const reply = statusReplySchema.parse({
    ...{ success: true, jobId, status: state, message: '', failedTickers: [], stalled: null },
    progress: {
      processed: 3,
      total: 3,
      percentage: 100,
      successful: 3,
      failed: 0,
      estimatedTimeRemaining: 0,
    },
    batches: { total: 3, completed: 3, remaining: 0 },
    lanes: [
      { lane: 1, state: 'working', batches: 2 },
      { lane: 2, state: 'absent', batches: 1 },
    ],
  });
  expect(statusDetails(reply, String)).toContain(sentence);
});
