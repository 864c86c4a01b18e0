import type { RequestListener } from 'node:http';
import { expect, test } from 'vitest';
import { writePause, writeResumption } from '../../src/store/control.ts';
import { factValue, runRecordField, runValue } from '../../src/store/facts-record.ts';
import { KEYS } from '../../src/store/keys.ts';
import { writeEnd } from '../../src/store/write-end.ts';
import { aFact, aJob, anEnd, aRun, NOON } from '../support/job-fixtures.ts';
import { startLoopback } from '../support/loopback-server.ts';
import { aClient, deserted, runAt } from './client-run.ts';

const jobId = 'batch_job_12345';
const at = new Date(NOON).toISOString();
const WATCH = `status ${jobId} --watch`;

/** A job with a run at work, and what may happen to it. */
async function aWatchedJob() {
  const app = await aClient();
  await app.given(aJob({ startedAt: at }));
  await app.redis.ask('SET', KEYS.lease(jobId, 1), '99');
  app.redis.requests.length = 0;
  const end = (status: 'completed' | 'failed' | 'cancelled', reason?: string) => () =>
    writeEnd(app.redis, aJob(), anEnd(status, { by: '99', at, reason, successful: 12 }));
  return {
    ...app,
    end,
    finish: (batch: number) => () =>
      app.redis.ask('HSET', KEYS.done(jobId), batch, factValue(aFact({ at: NOON + batch * 2_000 }))),
    nothing: () => undefined,
  };
}

test('in a pipe there is a line for each change, until the end', async () => {
  const { job, finish, nothing, end } = await aWatchedJob();
  const meanwhile = [nothing, finish(1), nothing, finish(2), finish(3), end('completed')];
  const { code, output, slept } = await job(WATCH, { meanwhile });
  expect(output.split('\n')).toEqual([
    `${jobId}: Processing batch 1 of 3. 3 batches remaining.`,
    'batch 0/3 · 0.0 % · 0 failed',
    'batch 1/3 · 41.6 % · 1.8/s · 0 failed · 4 s left',
    'batch 2/3 · 83.3 % · 1.0/s · 0 failed · 2 s left',
    'batch 3/3 · 100.0 % · 0 failed',
    `${jobId}: Completed: 12 successful, 0 failed.`,
    '12 of 12 tickers are in Redis, 0 failed.',
    '',
  ]);
  expect([code, slept]).toEqual([0, [5, 5, 5, 5, 5, 5]]);
});

test('on a terminal a bar is drawn anew, and the last one stays', async () => {
  const { job, finish, end } = await aWatchedJob();
  const meanwhile = [finish(1), end('cancelled')];
  const { output } = await job(`${WATCH} --every 1`, { terminal: true, meanwhile });
  expect(output.split('\r\u001B[2K')).toEqual([
    `${jobId}: Processing batch 1 of 3. 3 batches remaining.\n[░░░░░░░░░░░░░░░░░░░░░░░░░░░░] batch 0/3 · 0.0 % · 0 failed`,
    expect.stringMatching(/^\[█+░+\] batch 1\/3 · 41\.6 % · 1\.8\/s · 0 failed · 4 s left$/),
    expect.stringMatching(/^\[█+░+\] batch 1\/3 · 41\.6 % · 0 failed$/),
    expect.stringMatching(
      /^\[█+░+\] batch 1\/3 .*\n.*: Cancelled\. 2 batches remaining\.\n5 of 12 tickers are in Redis, 0 failed\.\n$/,
    ),
  ]);
});

test('for programs there is a JSON document on a line of its own for each change', async () => {
  const { job, finish, nothing, end } = await aWatchedJob();
  const meanwhile = [nothing, finish(1), end('completed')];
  const { code, output, stderr } = await job(`${WATCH} --json`, { meanwhile });
  const documents = output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(documents.map(({ status, batches }) => [status, batches.completed])).toEqual([
    ['running', 0],
    ['running', 1],
    ['completed', 1],
  ]);
  expect([code, stderr]).toEqual([0, '']);
});

test('start with --watch shows the job that it has made, from its first answer on', async () => {
  const { job, redis } = await aClient();
  const ended = async () => {
    const [id] = JSON.parse(JSON.stringify(await redis.ask('ZRANGE', KEYS.jobs, 0, -1)));
    await writeEnd(redis, aJob({ id }), { status: 'completed', by: '9', at, successful: 1, failed: 0 });
  };
  const { code, output } = await job('start --tickers AAPL --watch --json', { meanwhile: [ended] });
  const documents = output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(documents.map(({ message }) => message)).toEqual([
    'Batch job created with 1 batch',
    'Processing batch 1 of 1. 1 batch remaining.',
    'Completed: 0 successful, 0 failed.',
  ]);
  expect([code, new Set(documents.map((one) => one.jobId)).size]).toEqual([0, 1]);
});

test('the first look costs the deployment four Redis commands and a note, each further one two, and nothing is sent while nothing happens', async () => {
  const { job, nothing, redis, url } = await aWatchedJob();
  const answers: number[] = [];
  const between = await startLoopback(forwarder(url, (status) => answers.push(status)));
  await runAt(between, WATCH, { meanwhile: [nothing, nothing] });
  expect(redis.requests.map((commands) => commands.length)).toEqual([4, 1, 2, 2]);
  expect(answers).toEqual([200, 304, 304]);
  expect((await job(WATCH)).output).toContain('batch 0/3');
});

test('Ctrl-C ends the watching and says that the job goes on', async () => {
  const { job, finish } = await aWatchedJob();
  const { code, stderr } = await job(WATCH, { meanwhile: [finish(1)] });
  expect([code, stderr]).toEqual([
    130,
    `Nobody watches any more, but ${jobId} goes on: npm run job -- status ${jobId} --watch\n`,
  ]);
});

test('a job that is paused is watched on, and one that failed ends with 1', async () => {
  const { job, end, redis } = await aWatchedJob();
  const pause = () => writePause(redis, jobId, at);
  const { code, output } = await job(WATCH, { meanwhile: [pause, end('failed', '60 % have failed.')] });
  expect(code).toBe(1);
  expect(output).toContain(
    `${jobId}: Paused since ${at}. 3 batches remaining.\nbatch 0/3 · 0.0 % · 0 failed · paused\n`,
  );
  expect(output).toContain(`${jobId} has failed: 60 % have failed.\n`);
});

test.each([
  ['pending', 'Not started yet.', 'continue'],
  ['paused', `Paused since ${at}.`, 'resume'],
])('a job that is %s from the first waits for somebody: that ends with 1', async (state, sentence, verb) => {
  const { job, given, redis } = await aClient();
  await given();
  if (state === 'paused') await writePause(redis, jobId, at);
  const { code, output, slept } = await job(WATCH);
  expect([code, slept]).toEqual([1, []]);
  expect(output).toContain(`${jobId}: ${sentence} 3 batches remaining.\n`);
  expect(output).toMatch(new RegExp(`\nTo go on: npm run job -- ${verb} ${jobId}\n$`));
});

test('a job that stays paused for a minute ends the watching, one that is resumed before does not', async () => {
  const { job, redis, nothing, end } = await aWatchedJob();
  const pause = () => writePause(redis, jobId, at);
  const resume = () => writeResumption(redis, jobId, new Date(NOON + 1).toISOString());
  const minute = Array(12).fill(nothing);
  const paused = await job(WATCH, { meanwhile: [pause, ...minute, nothing, nothing] });
  expect([paused.code, paused.slept.length]).toEqual([1, 12]);
  await resume();
  const again = () => writePause(redis, jobId, new Date(NOON + 2).toISOString());
  const resumed = () => writeResumption(redis, jobId, new Date(NOON + 3).toISOString());
  const { code } = await job(WATCH, { meanwhile: [again, nothing, resumed, ...minute, end('completed')] });
  expect(code).toBe(0);
});

test('Ctrl-C while the job is paused does not say that it goes on', async () => {
  const { job, redis, nothing } = await aWatchedJob();
  const { code, stderr } = await job(WATCH, { meanwhile: [() => writePause(redis, jobId, at), nothing] });
  expect([code, stderr]).toEqual([
    130,
    `Nobody watches any more, and ${jobId} waits for somebody. To go on: npm run job -- resume ${jobId}\n`,
  ]);
});

test('Ctrl-C before the first status is there says nothing of the job', async () => {
  const stop = new AbortController();
  const url = await startLoopback(() => stop.abort());
  const { code, stderr } = await runAt(url, WATCH, { stop });
  expect([code, stderr]).toEqual([
    130,
    `Nobody watches any more. To see how ${jobId} stands: npm run job -- status ${jobId} --watch\n`,
  ]);
});

test('a job that the watchdog will start again is watched on, one that waits for a person is not', async () => {
  const { job, redis, finish } = await aWatchedJob();
  const lose = () => redis.ask('DEL', KEYS.lease(jobId, 1));
  const record = runValue(aRun({ until: NOON, autoContinue: false }));
  const stopped = () => redis.ask('HSET', KEYS.runs(jobId), runRecordField('99'), record);
  const { code, output } = await job(WATCH, { meanwhile: [lose, finish(1), stopped] });
  expect([code, output.match(/stalled/g)?.length]).toEqual([1, 2]);
  expect(output).toMatch(new RegExp(`the watchdog leaves it alone\\.\nTo go on: .* continue ${jobId}\n$`));
});

test('a deployment that is away for a while is asked again, less and less often', async () => {
  const { url, end } = await aWatchedJob();
  let away = 0;
  const between = await startLoopback((request, response) => {
    if (away > 0) response.writeHead(502).end('Bad gateway');
    else forwarder(url)(request, response);
  });
  const [goes, comes] = [() => (away = 1), () => (away = 0)];
  const meanwhile = [goes, goes, comes, goes, comes, end('completed')];
  const { code, output, stderr, slept } = await runAt(between, WATCH, { meanwhile });
  expect([code, slept]).toEqual([0, [5, 10, 20, 5, 10, 5]]);
  expect(stderr).toMatch(/^GET .* got HTTP 502 .* Looking again in 10 s\.\n.* in 20 s\.\n.* in 10 s\.\n$/);
  expect(output).toContain('Completed');
});

test('a deployment that stays away ends the watching with 4', async () => {
  const { url } = await aWatchedJob();
  let asked = 0;
  const between = await startLoopback((request, response) => {
    asked += 1;
    if (asked > 1) request.socket.destroy();
    else forwarder(url)(request, response);
  });
  const { code, slept } = await runAt(between, WATCH, { meanwhile: Array(9).fill(() => undefined) });
  expect([code, slept]).toEqual([4, [5, 10, 20, 40, 60, 60]]);
});

test('the next look is as late as Retry-After says', async () => {
  const problem = { success: false, error: 'Redis is out of reach.', issues: [] };
  const { url } = await aWatchedJob();
  let asked = 0;
  const between = await startLoopback((request, response) => {
    asked += 1;
    if (asked === 2) response.writeHead(503, { 'retry-after': '90' }).end(JSON.stringify(problem));
    else forwarder(url)(request, response);
  });
  const { slept, stderr } = await runAt(between, WATCH, {
    meanwhile: [() => undefined, () => undefined],
  });
  expect([slept, stderr.split('\n')[0]]).toEqual([
    [5, 90, 5],
    'Redis is out of reach. Looking again in 90 s.',
  ]);
});

test('where nothing answers from the first there is nothing to wait for', async () => {
  expect(await runAt(await deserted(), WATCH)).toMatchObject({ code: 4, output: '', slept: [] });
});

test('Ctrl-C in the middle of a look is no fault of the deployment', async () => {
  const { url, nothing } = await aWatchedJob();
  const stop = new AbortController();
  let asked = 0;
  const between = await startLoopback((request, response) => {
    asked += 1;
    if (asked > 1) stop.abort();
    else forwarder(url)(request, response);
  });
  const { code, stderr } = await runAt(between, WATCH, { stop, meanwhile: [nothing, nothing] });
  expect([code, stderr.split('\n')]).toEqual([130, [expect.stringContaining('goes on'), '']]);
});

/** Passes requests on to another address. */
function forwarder(url: string, onStatus: (status: number) => void = () => {}): RequestListener {
  return async (request, response) => {
    const headers = { authorization: '', 'if-none-match': '', ...request.headers };
    const answer = await fetch(`${url}${request.url}`, {
      headers: { authorization: headers.authorization, 'if-none-match': headers['if-none-match'] },
    });
    onStatus(answer.status);
    response.writeHead(answer.status, { etag: answer.headers.get('etag') ?? '' }).end(await answer.text());
  };
}
