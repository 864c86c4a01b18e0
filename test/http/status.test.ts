import { expect, test } from 'vitest';
import { NO_NOTICES } from '../../src/notices/notice-settings.ts';
import { writePause, writeResumption } from '../../src/store/control.ts';
import { factValue } from '../../src/store/facts-record.ts';
import { KEYS } from '../../src/store/keys.ts';
import { writeEnd } from '../../src/store/write-end.ts';
import { anApi } from '../support/api-run.ts';
import { aFact, aFailure, aJob, anEnd, aPlan, NOON } from '../support/job-fixtures.ts';
import { createScriptedSource, notFound } from '../support/scripted-source.ts';

const STATUS = 'fill-cache-batch-status?jobId=batch_job_12345';

test.each(['false', 'true'])(
  'a status (detailed: %s) is one transaction of four commands',
  async (detailed) => {
    const { given, settle, get, redis } = anApi();
    await given();
    redis.requests.length = 0;
    await settle(get(`${STATUS}&detailed=${detailed}`));
    expect(redis.requests.map((commands) => commands.length)).toEqual([4]);
  },
);

test('the details name each failed ticker, those known before without a batch', async () => {
  const source = createScriptedSource({ T7: notFound });
  const { given, work, settle, get } = anApi({ source });
  const known = aFailure('OLD', { error: 'Gone' });
  await given(aJob({ knownFailed: 1 }, { maxBatches: 2 }), { ...aPlan(12), knownFailed: [known] });
  await work({ 'job-id': 'batch_job_12345' });
  const { body } = await settle(get(`${STATUS}&detailed=true`));
  expect(body).toMatchObject({
    startTime: '2026-11-24T17:00:00.000Z',
    tickersToProcess: aPlan(12).tickers,
    successfulTickers: ['T1', 'T2', 'T3', 'T4', 'T5', 'T6', 'T8', 'T9', 'T10'],
    failedTickers: [
      { ticker: 'OLD', error: 'Gone', code: 'not-found', batchNumber: null },
      { ticker: 'T7', error: 'No data found, symbol may be delisted', code: 'not-found', batchNumber: 2 },
    ],
    progress: { processed: 11, failed: 2 },
  });
});

/** The job of the fixtures has ended; of T2 Yahoo had a trade of today, and no row. */
async function aLateNight() {
  const app = anApi();
  await app.given(aJob({ startedAt: new Date(NOON).toISOString() }));
  const traded = Date.parse('2026-11-24T15:00:00Z') / 1_000;
  const entry = (last: string) =>
    JSON.stringify([NOON, '5y', 'yahoo', 'none', 9, '2026-11-10', last, 'NMS', traded, 0]);
  await app.redis.ask('HSET', KEYS.tickerIndex, 'T1', entry('2026-11-24'), 'T2', entry('2026-11-23'));
  await app.clock.advance(6 * 3_600_000);
  const ends = () => writeEnd(app.redis, aJob(), anEnd('completed'));
  return { ...app, ends, details: () => app.settle(app.get(`${STATUS}&detailed=true`)) };
}

test('the details of a job that has ended name its late tickers, for one command more', async () => {
  const { details, ends, redis } = await aLateNight();
  expect((await details()).body.lateTickers).toEqual([]);
  await ends();
  redis.requests.length = 0;
  expect((await details()).body.lateTickers).toEqual(['T2']);
  expect(redis.requests.map((commands) => commands.length)).toEqual([4, 1]);
});

test('an index of another type costs a status its late tickers, and nothing else', async () => {
  const { details, ends, redis } = await aLateNight();
  await ends();
  await redis.ask('SET', KEYS.tickerIndex, 'x');
  expect(await details()).toMatchObject({ status: 200, body: { status: 'completed', lateTickers: [] } });
});

test('the details have what a picture of a job is drawn from', async () => {
  const source = createScriptedSource({ T7: notFound });
  const runsUrl = 'https://github.com/someone/fill-cache/actions/runs/';
  const { given, work, settle, get } = anApi({ source, notices: { ...NO_NOTICES, runsUrl } });
  await given(aJob({}, { maxBatches: 2 }));
  await work({ 'job-id': 'batch_job_12345' });
  const { body } = await settle(get(`${STATUS}&detailed=true`));
  expect(body.runs[0].url).toBe(`${runsUrl}101`);
  expect(body).toMatchObject({ batchSize: 5, batchStates: '+!.', finished: { batches: [2] } });
  expect(body.runs).toMatchObject([
    { runId: '101', lane: 1, hop: 1, from: '2026-11-24T17:00:00.000Z', reason: 'max-batches', batches: 2 },
  ]);
});

test('a stalled job shows its last activity, and when the watchdog looks next', async () => {
  const { given, work, settle, get, clock } = anApi();
  await given(aJob({}, { maxBatches: 1 }));
  await work({ 'job-id': 'batch_job_12345' });
  await clock.advance(600_000);
  const { body } = await settle(get(`${STATUS}&detailed=true`));
  expect(body).toMatchObject({
    status: 'stalled',
    stalled: { since: '2026-11-24T17:00:01.000Z', nextLook: '2026-11-24T17:53:00.000Z' },
    lanes: [],
  });
});

test('the details say who is alive', async () => {
  const { given, settle, get, post, redis } = anApi();
  await given();
  await settle(post('fill-cache-batch-resume', { jobId: 'batch_job_12345' }));
  const asked = await settle(get(`${STATUS}&detailed=true`));
  expect(asked.body.lanes).toEqual([
    { lane: 1, state: 'starting', runId: null, hop: null, since: null, batches: 0 },
  ]);
  await redis.ask('SET', KEYS.lease('batch_job_12345', 1), '101');
  const record = {
    hop: 1,
    cause: 'me',
    lane: 1,
    from: NOON,
    until: null,
    reason: null,
    batches: 0,
    tries: {},
    notBefore: null,
    pace: null,
  };
  await redis.ask('HSET', KEYS.runs('batch_job_12345'), 'run:101', JSON.stringify(record));
  const working = await settle(get(`${STATUS}&detailed=true`));
  expect(working.body.lanes).toEqual([
    { lane: 1, state: 'working', runId: '101', hop: 1, since: '2026-11-24T17:00:00.000Z', batches: 0 },
  ]);
});

test('a caller that has the answer already gets 304, also later, until something happens', async () => {
  const { given, work, settle, get, clock } = anApi();
  await given();
  await work({ 'job-id': 'batch_job_12345', 'max-batches': '1' });
  const first = await settle(get(STATUS));
  await clock.advance(30_000);
  const same = { 'if-none-match': first.headers.get('etag') ?? '' };
  expect(await settle(get(STATUS, same))).toMatchObject({ status: 304, body: null });
  await work({ 'job-id': 'batch_job_12345', 'max-batches': '1' }, '102');
  expect((await settle(get(STATUS, same))).body.batches.completed).toBe(2);
});

test('an unchanged status of a job at work takes two commands, which read no facts', async () => {
  const { given, settle, get, redis } = anApi();
  await given();
  await redis.ask('SET', KEYS.lease('batch_job_12345', 1), '101');
  const first = await settle(get(STATUS));
  redis.requests.length = 0;
  const same = { 'if-none-match': first.headers.get('etag') ?? '' };
  expect((await settle(get(STATUS, same))).status).toBe(304);
  expect(redis.requests.flat().map(([name]) => name)).toEqual(['HLEN', 'MGET']);
});

type Api = ReturnType<typeof anApi>;
const LATER = '2026-11-24T17:01:00.000Z';

test.each([
  ['a pause', async ({ redis }: Api) => writePause(redis, 'batch_job_12345', LATER), 'paused'],
  [
    'a pause and a resumption',
    async ({ redis }: Api) => {
      await writePause(redis, 'batch_job_12345', LATER);
      await redis.ask('DEL', KEYS.lease('batch_job_12345', 1));
      await writeResumption(redis, 'batch_job_12345', '2026-11-24T17:02:00.000Z');
    },
    'stalled',
  ],
  ['an end', async ({ redis }: Api) => writeEnd(redis, aJob(), anEnd('cancelled')), 'cancelled'],
  [
    'an end by a run that keeps its lease',
    async ({ redis }: Api) => {
      await writeEnd(redis, aJob(), anEnd('cancelled'));
      await redis.ask('SET', KEYS.lease('batch_job_12345', 1), '101');
    },
    'cancelled',
  ],
  ['a lost lease', async ({ redis }: Api) => redis.ask('DEL', KEYS.lease('batch_job_12345', 1)), 'stalled'],
])('after %s an unchanged tag gets the new status', async (_, change, status) => {
  const api = anApi();
  await api.given(aJob({ startedAt: LATER }));
  await api.redis.ask('SET', KEYS.lease('batch_job_12345', 1), '101');
  const first = await api.settle(api.get(STATUS));
  await change(api);
  const same = { 'if-none-match': first.headers.get('etag') ?? '' };
  expect((await api.settle(api.get(STATUS, same))).body.status).toBe(status);
});

test('failures of a batch that was written again are seen within a minute', async () => {
  const { given, settle, get, redis, clock } = anApi();
  await given();
  await redis.ask('SET', KEYS.lease('batch_job_12345', 1), '101');
  await redis.ask('HSET', KEYS.done('batch_job_12345'), 1, factValue(aFact()));
  const first = await settle(get(STATUS));
  await redis.ask('HSET', KEYS.done('batch_job_12345'), 1, factValue(aFact({ failures: [aFailure('T1')] })));
  await clock.advance(60_000);
  const same = { 'if-none-match': first.headers.get('etag') ?? '' };
  expect((await settle(get(STATUS, same))).body.progress.failed).toBe(1);
});

test('a poll of a job at work is noted, at most every 15 s', async () => {
  const { given, settle, get, redis, clock } = anApi();
  await given();
  await redis.ask('SET', KEYS.lease('batch_job_12345', 1), '101');
  let tag = '';
  for (const wait of [0, 5_000, 9_000, 1_000, 14_000]) {
    await clock.advance(wait);
    tag = (await settle(get(STATUS, { 'if-none-match': tag }))).headers.get('etag') ?? '';
  }
  const notes = redis.requests.flat().filter(([name, , field]) => name === 'HSET' && field === 'polledAt');
  expect(notes.map(([, , , at]) => at)).toEqual(['2026-11-24T17:00:00.000Z', '2026-11-24T17:00:15.000Z']);
});

test.each([
  'batch_job_nobody',
  'batch_job_',
  'BATCH_JOB_1',
  '../batch_jobs',
  'batch_job_1:plan',
  '__proto__',
])('there is no job %s', async (jobId) => {
  const { settle, get } = anApi();
  const { status, body } = await settle(get(`fill-cache-batch-status?jobId=${encodeURIComponent(jobId)}`));
  expect([status, body.code]).toEqual([404, 'unknown-job']);
});

test('an id of another form is never looked up', async () => {
  const { settle, get, redis } = anApi();
  await settle(get('fill-cache-batch-status?jobId=batch_job_1:plan'));
  expect(redis.requests).toEqual([]);
});

test.each([
  ['', 'jobId'],
  ['?jobId=batch_job_1&jobId=batch_job_2', 'jobId'],
  ['?jobId=batch_job_1&detailed=yes', 'detailed'],
])('the query %j is refused, and %s is named', async (query, path) => {
  const { settle, get } = anApi();
  const { status, body } = await settle(get(`fill-cache-batch-status${query}`));
  expect([status, body.issues[0].path]).toEqual([400, path]);
});

test('the message of a completed job counts what its progress counts', async () => {
  const { given, settle, get, redis } = anApi();
  const job = aJob({ toProcess: 0, cached: 503, knownFailed: 2 });
  await given(job, aPlan(0));
  await writeEnd(redis, job, anEnd('completed', { successful: 503, failed: 2 }));
  const { body } = await settle(get(STATUS));
  expect(body).toMatchObject({
    message: 'Completed: 503 successful, 2 failed.',
    progress: { successful: 503, failed: 2 },
  });
});
