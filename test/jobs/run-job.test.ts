import { describe, expect, test } from 'vitest';
import { endOf } from '../../src/core/job.ts';
import { lanesOf } from '../../src/core/lanes.ts';
import { RedisQuotaExceeded } from '../../src/store/redis-error.ts';
import { aChain } from '../support/chain-run.ts';
import { createScriptedGitHub, gatewayTimeout, missingPermission } from '../support/scripted-github.ts';
import { createScriptedSource, noAnswer, noData, notFound, refused } from '../support/scripted-source.ts';

const TWELVE = { tickers: 'T1 T2 T3 T4 T5 T6 T7 T8 T9 T10 T11 T12', 'requests-per-second': '0' };
const ALL = { ...TWELVE, 'max-batches': '0' };

/** A job of 12 tickers of which one run has filled the first batch. */
async function begun(given: Parameters<typeof aChain>[0] = {}, texts: Record<string, string> = {}) {
  const chain = aChain(given);
  const first = await chain.run({ ...TWELVE, ...texts });
  return { ...chain, first, jobId: first.view.jobId };
}

function silentFor(tickers: readonly string[]) {
  return createScriptedSource(Object.fromEntries([...tickers, 'AAPL', 'MSFT'].map((one) => [one, noAnswer])));
}

test('a run without limits makes a job, fills it and says so, in the lines that people look for', async () => {
  const { log, run, github } = aChain({ source: createScriptedSource({ T3: notFound }) });
  const outcome = await run(ALL);
  const id = outcome.view.jobId;
  expect(log.filter((line) => !line.startsWith('Tickers'))).toEqual([
    `🚀 Creating batch job ${id} for 12 tickers`,
    '📦 Processing 12 missing tickers in 3 batches of 5',
    `🔄 Processing batch 1/3 for job ${id}: [T1, T2, T3, T4, T5]`,
    `🔄 Processing batch 2/3 for job ${id}: [T6, T7, T8, T9, T10]`,
    `🔄 Processing batch 3/3 for job ${id}: [T11, T12]`,
    `✅ Completed batch 2/3 for job ${id} in 0.0s`,
    `✅ Completed batch 3/3 for job ${id} in 0.0s`,
    // T3 was asked for again when all others were done.
    `✅ Completed batch 1/3 for job ${id} in 0.0s`,
    `🎉 Batch job ${id} completed! 11 successful, 1 failed`,
  ]);
  expect(outcome).toMatchObject({
    batchesRun: 3,
    dispatched: false,
    problem: null,
    view: { status: 'completed' },
  });
  expect(github.events).toEqual([]);
});

test('a run at its limit starts the next, and promises that it will be there', async () => {
  const { first, github, jobId, log, redis } = await begun();
  expect(github.events).toEqual([
    { v: 1, jobId, autoContinue: true, lane: 1, hop: 2, reason: 'max-batches' },
  ]);
  expect(first).toMatchObject({
    batchesRun: 1,
    dispatched: true,
    problem: null,
    view: { status: 'running' },
  });
  expect(log.at(-1)).toBe(`🔄 Auto-continuing to next batch for job ${jobId}...`);
  expect(await redis.ask('TTL', `batch_job:${jobId.slice(10)}:lease:1`)).toBe(300);
});

test('each run goes on where the last one was, by what the job was told, to the end', async () => {
  const chain = await begun({}, { range: 'max' });
  for (let hop = 0; hop < 2; hop++) await chain.runOn(chain.github.events[hop] ?? expect.unreachable());
  const { job, facts } = await chain.stored(chain.jobId);
  expect(endOf(job)).toMatchObject({ status: 'completed', by: '103', successful: 12, failed: 0 });
  expect([...(facts.hops.get(1)?.values() ?? [])]).toEqual(['101', '102', '103']);
  expect(chain.log.filter((line) => line.startsWith('🎉'))).toHaveLength(1);
  expect(chain.github.events).toHaveLength(2);
});

test('a job whose tickers are all fresh is complete at once', async () => {
  const chain = aChain();
  await chain.run(ALL);
  const again = await chain.run(ALL);
  expect(again.view).toMatchObject({ status: 'completed', progress: { processed: 12, successful: 12 } });
  expect(chain.log.at(-1)).toMatch(/^🎉 .* completed! 0 successful, 0 failed$/);
});

test('a job whose tickers were all known to fail is complete, and is no success', async () => {
  const chain = aChain({ source: createScriptedSource({ ZZZZ: noData }) });
  await chain.run({ ...ALL, tickers: 'ZZZZ' });
  const begun = chain.log.length;
  const again = await chain.run({ ...ALL, tickers: 'ZZZZ' });
  expect(again.view).toMatchObject({ status: 'completed', progress: { successful: 0, failed: 1 } });
  const lines = chain.log.slice(begun).join('\n');
  expect(lines).not.toContain('🎉');
  expect(lines).toMatch(
    /^Batch job batch_job_\w+ has fetched nothing: all of its tickers \(1\) have failed lately\./m,
  );
});

test('an event that is delivered twice is done once, and the second is green', async () => {
  const chain = await begun();
  const event = chain.github.events[0] ?? expect.unreachable();
  await chain.runOn(event);
  const second = await chain.runOn(event);
  expect(second).toMatchObject({ batchesRun: 0, dispatched: false, problem: null });
  expect(chain.github.events).toHaveLength(2);
  expect(chain.log.at(-1)).toContain('its event was delivered twice');
});

test('an event that is delivered again after the job has ended is green too', async () => {
  const chain = await begun({}, { 'max-batches': '2' });
  const event = chain.github.events[0] ?? expect.unreachable();
  expect((await chain.runOn(event)).view.status).toBe('completed');
  expect(await chain.runOn(event)).toMatchObject({ problem: null, view: { status: 'completed' } });
});

test('a run that is run again goes on with the hop that it took', async () => {
  const chain = await begun();
  const event = chain.github.events[0] ?? expect.unreachable();
  await chain.runOn(event, '500');
  expect(await chain.runOn(event, '500')).toMatchObject({ batchesRun: 1 });
});

test('an event without a hop takes the next number', async () => {
  const chain = await begun();
  await chain.runOn({ v: 1, jobId: chain.jobId, lane: 1 });
  expect([...((await chain.stored(chain.jobId)).facts.hops.get(1)?.keys() ?? [])]).toEqual([1, 2]);
});

test('an event may say that the chain ends with its run', async () => {
  const chain = await begun();
  const outcome = await chain.runOn({ v: 1, jobId: chain.jobId, lane: 1, autoContinue: false });
  expect(outcome).toMatchObject({
    batchesRun: 1,
    dispatched: false,
    problem: null,
    view: { status: 'stalled' },
  });
  expect((await chain.stored(chain.jobId)).facts.runs.get('102')?.autoContinue).toBe(false);
});

test('the first run that was told to be the last leaves a job that has been started', async () => {
  const { first, github, redis, jobId } = await begun({}, { 'auto-continue': 'false' });
  expect(first).toMatchObject({
    batchesRun: 1,
    dispatched: false,
    problem: null,
    view: { status: 'stalled' },
  });
  expect(github.events).toEqual([]);
  expect(await redis.ask('HGET', `batch_job:${jobId.slice(10)}`, 'status')).toBe('stalled');
});

test('a run may be given its own limits, and the next works by those of the job', async () => {
  const chain = await begun();
  await chain.run({ 'job-id': chain.jobId, 'max-batches': '2' });
  expect((await chain.stored(chain.jobId)).job).toMatchObject({
    options: { maxBatches: 1 },
    state: { end: { status: 'completed' } },
  });
});

test.each([
  ['an id that nobody made', { 'job-id': 'batch_job_none' }, 'There is no job batch_job_none in this Redis.'],
  [
    'another batch size',
    { 'batch-size': '6' },
    'batch-size is "6", but ID was made with 5: what a job is told when it is made is fixed.',
  ],
  ['another range', { range: 'max' }, 'range is "max", but ID was made with 5y'],
  ['other tickers', { tickers: 'AAPL' }, 'tickers is "AAPL", but ID was made with its own'],
  ['another universe', { 'ticker-source': 'sp500' }, 'ticker-source is "sp500", but ID was made with custom'],
])('%s is refused, and the job is as it was', async (_, texts, words) => {
  const chain = await begun();
  const before = await chain.stored(chain.jobId);
  const outcome = chain.run({ 'job-id': chain.jobId, ...texts });
  await expect(outcome).rejects.toThrow(words.replace('ID', chain.jobId));
  expect(await chain.stored(chain.jobId)).toEqual(before);
});

test('what is given again as it was is no reason to refuse', async () => {
  const chain = await begun();
  expect(await chain.run({ 'job-id': chain.jobId, 'batch-size': '5', range: '5y' })).toMatchObject({
    batchesRun: 1,
  });
});

test('a job that has ended is not continued', async () => {
  const chain = aChain();
  const { view } = await chain.run(ALL);
  await expect(chain.run({ 'job-id': view.jobId })).rejects.toThrow(
    `${view.jobId} is completed since 2026-11-24T17:00:00.000Z: start a new job.`,
  );
});

test('tickers without custom are refused, and no job is made', async () => {
  const chain = aChain();
  await expect(chain.run({ tickers: 'AAPL', 'ticker-source': 'sp500' })).rejects.toThrow(
    'tickers are given, but ticker-source is "sp500": it must be custom.',
  );
  expect(await chain.redis.ask('DBSIZE')).toBe(0);
});

test('prices of another market are not put among those of the job', async () => {
  const chain = await begun();
  const simulated = createScriptedSource({}, undefined, 'simulated');
  const run = chain.clock.settle(chain.start({ 'job-id': chain.jobId }, null, 'x', { source: simulated }));
  await expect(run).rejects.toThrow(
    'was made for prices from yahoo, but this run would get them from simulated',
  );
});

test('a dispatch that GitHub refuses is red, and the job can be continued at once', async () => {
  const chain = await begun({ github: createScriptedGitHub([missingPermission]) });
  expect(chain.first).toMatchObject({
    dispatched: false,
    problem: 'The token may not send events',
    view: { status: 'stalled' },
  });
  expect((await chain.stored(chain.jobId)).alive).toBe(false);
  expect(await chain.run({ 'job-id': chain.jobId })).toMatchObject({ batchesRun: 1, dispatched: true });
});

test('a dispatch of which nobody knows whether it landed is red, and the promise stands', async () => {
  const chain = await begun({ github: createScriptedGitHub([gatewayTimeout]) });
  expect(chain.first).toMatchObject({
    dispatched: false,
    problem: expect.stringContaining('504'),
    view: { status: 'running' },
  });
  expect((await chain.stored(chain.jobId)).alive).toBe(true);
});

test('three runs in a row that finish no batch are red, and the third starts no other', async () => {
  const tickers = TWELVE.tickers.split(' ');
  const chain = await begun({ source: silentFor(tickers) });
  const outcomes = [chain.first];
  for (let hop = 0; hop < 2; hop++)
    outcomes.push(await chain.runOn(chain.github.events[hop] ?? expect.unreachable()));
  expect(outcomes.map(({ dispatched }) => dispatched)).toEqual([true, true, false]);
  expect(outcomes.map(({ problem }) => problem?.match(/the \w+ in a row/)?.[0])).toEqual([
    'the first in a row',
    'the second in a row',
    'the third in a row',
  ]);
  expect(outcomes.at(-1)?.view.status).toBe('stalled');
  for (const { problem } of outcomes) expect(problem).toMatch(/ Seen most: \d+ × HTTP 503\. Look whether /);
});

test('a chain that has gone round too often stops, red', async () => {
  const chain = await begun();
  const outcome = await chain.runOn({ v: 1, jobId: chain.jobId, lane: 1, hop: 26 });
  expect(outcome).toMatchObject({
    batchesRun: 1,
    dispatched: false,
    problem: expect.stringContaining('26 runs'),
  });
});

test('a ticker that hangs for ever in the first batch keeps no other from being filled', async () => {
  const chain = await begun({ source: createScriptedSource({ T1: noAnswer }) });
  for (let hop = 0; hop < chain.github.events.length; hop++) {
    await chain.runOn(chain.github.events[hop] ?? expect.unreachable());
  }
  const { job } = await chain.stored(chain.jobId);
  expect(endOf(job)).toMatchObject({ status: 'completed', successful: 11, failed: 1 });
});

test('a source that turns the run away leaves the job to the watchdog, with a time', async () => {
  const chain = await begun({ source: createScriptedSource({}, () => refused(3_600_000)) });
  expect(chain.first).toMatchObject({ dispatched: false, view: { status: 'stalled' } });
  expect(chain.first.problem).toContain('not before 2026-11-24T18:00:00.000Z');
  expect((await chain.stored(chain.jobId)).facts.runs.get('101')?.notBefore).toBe(
    Date.parse('2026-11-24T18:00:00Z'),
  );
});

test('told to leave, a run starts no other, even from its last batch', async () => {
  const chain = aChain({ source: createScriptedSource({ T1: 'hang' }) });
  const run = chain.start(TWELVE, null);
  await chain.clock.advance(1_000);
  chain.leave.abort(new Error('SIGINT'));
  expect(await run).toMatchObject({
    batchesRun: 0,
    dispatched: false,
    problem: expect.stringContaining('told to leave'),
  });
  expect(chain.github.events).toEqual([]);
});

test('with more failures than allowed the job ends as failed, red, and says why', async () => {
  const tickers = Array.from({ length: 25 }, (_, index) => `T${index}`);
  const chain = aChain({ source: createScriptedSource({}, () => notFound) });
  const inputs = { tickers: tickers.join(' '), 'batch-size': '20', 'requests-per-second': '0' };
  const outcome = await chain.run({ ...inputs, 'max-failed-percent': '10' });
  expect(outcome).toMatchObject({ dispatched: false, view: { status: 'failed', progress: { failed: 20 } } });
  expect(endOf((await chain.stored(outcome.view.jobId)).job)).toMatchObject({
    status: 'failed',
    reason: outcome.problem,
  });
  expect(chain.log.join()).not.toContain('🎉');
});

test('while a run is at work its lease lives, however long it takes', async () => {
  const chain = aChain({ source: createScriptedSource({ T1: 'hang' }) });
  const run = chain.start(ALL, null);
  await chain.clock.advance(200_000);
  const jobId = chain.log.join().match(/batch_job_\w+/)?.[0] ?? '';
  expect((await chain.stored(jobId)).alive).toBe(true);
  await chain.clock.settle(run);
});

describe('the lease by which a run hands over', () => {
  const leaseOf = (jobId: string) => `batch_job:${jobId.slice(10)}:lease:1`;
  const next = async (wait = 0, ...given: Parameters<typeof begun>) => {
    const chain = await begun(...given);
    await chain.clock.advance(wait);
    chain.redis.requests.length = 0;
    const event = chain.github.events[0] ?? expect.unreachable();
    const sent = () =>
      chain.redis.requests.flat().filter(([name, key]) => name === 'SET' && key === leaseOf(chain.jobId));
    return { ...chain, event, sent };
  };

  test('serves the next run, if that one takes one batch: it writes none until it hands over itself', async () => {
    const { runOn, event, sent } = await next();
    await runOn(event);
    expect(sent()).toEqual([['SET', expect.anything(), '102', 'EX', 300]]);
  });

  test.each([
    ['is about to run out', 200_000, {}],
    ['would have to last for more than a batch', 0, { 'max-batches': '2' }],
  ])('serves no run if it %s', async (_, wait, texts) => {
    const { start, clock, event, sent } = await next(
      wait,
      {},
      { ...texts, tickers: `${TWELVE.tickers} T13 T14 T15 T16` },
    );
    await clock.settle(start({}, event));
    expect(sent()[0]).toEqual(['SET', expect.anything(), '102', 'EX', 90]);
  });

  test('shows the run that it serves as the one at work', async () => {
    const { start, clock, event, stored, jobId } = await next(0, {
      source: createScriptedSource({ T6: 'hang' }),
    });
    const run = start({}, event);
    await clock.advance(10_000);
    const { job, facts, leases } = await stored(jobId);
    expect(leases).toEqual(new Map([[1, '101']]));
    expect(lanesOf(job, facts, leases)).toMatchObject([{ state: 'working', runId: '102', hop: 2 }]);
    await clock.settle(run);
  });

  test('is given up by the run that it serves, if that one leaves', async () => {
    const { start, clock, event, stored, jobId, leave } = await next(0, {
      source: createScriptedSource({ T6: 'hang' }),
    });
    const run = start({}, event);
    await clock.advance(10_000);
    leave.abort(new Error('SIGTERM'));
    await clock.settle(run);
    expect((await stored(jobId)).alive).toBe(false);
  });
});

test('a commit that Redis refuses is red; what was filled before counts, and the next run goes on', async () => {
  const chain = await begun();
  chain.redis.before = async (commands) => {
    if (commands.some(([name]) => name === 'MSET')) throw new Error('Redis is full: free space.');
  };
  await expect(chain.run({ 'job-id': chain.jobId })).rejects.toThrow('Redis is full: free space.');
  chain.redis.before = async () => {};
  expect(await chain.run({ 'job-id': chain.jobId })).toMatchObject({
    batchesRun: 1,
    view: { batches: { completed: 2 } },
  });
});

test('whichever request Redis refuses, the run ends then, and leaves nothing ticking that would keep its process', async () => {
  for (let allowed = 0; ; allowed++) {
    // The first run has handed a batch back, so that the second asks which of its documents are there.
    const chain = await begun({ source: createScriptedSource({ T3: noAnswer }) });
    let sent = 0;
    chain.redis.before = async () => {
      sent += 1;
      if (sent > allowed) throw new RedisQuotaExceeded('max daily request limit exceeded');
    };
    const ended = await chain.run({ 'job-id': chain.jobId, 'max-batches': '0' }).then(
      () => 'done',
      () => 'refused',
    );
    expect(chain.clock.waiting, `after ${allowed} requests`).toBe(0);
    if (ended === 'done') {
      expect(allowed).toBeGreaterThan(6);
      return;
    }
  }
});
