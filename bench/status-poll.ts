import { batchCount } from '../src/core/job.ts';
import { factValue } from '../src/store/facts-record.ts';
import { KEYS } from '../src/store/keys.ts';
import { createRedis, type Redis } from '../src/store/redis.ts';
import { writeJob } from '../src/store/write-job.ts';
import { appInRealTime } from '../test/support/app-in-real-time.ts';
import { aFact, aJob, aPlan } from '../test/support/job-fixtures.ts';
import { createScriptedSource } from '../test/support/scripted-source.ts';
import { createScriptedWorkflow } from '../test/support/scripted-workflow.ts';
import { type CountingRedis, startCountingRedis } from './counting-redis.ts';
import { printFigures } from './print-figures.ts';

/** 10,000 batches. */
const TICKERS = 50_000;
const FACTS_A_COMMAND = 1_000;

/** What a poll of the status costs at 10,000 done batches: the first, and one after which nothing has changed. */
export async function measureStatusPoll(): Promise<void> {
  const counting = await startCountingRedis();
  try {
    const redis = createRedis(counting);
    const jobId = await writeLargeJob(redis);
    const poll = createPoll(redis, jobId);
    const { headers } = await poll();
    const first = await cost(counting, () => poll());
    const etag = headers.get('etag') ?? '';
    const unchanged = await cost(counting, async () => {
      const { status } = await poll(etag);
      if (status !== 304) throw new Error(`An unchanged status was answered with ${status}, not 304`);
    });
    printFigures('A status poll at 10,000 batches: billed commands, bytes from Redis', [
      ['the first', first],
      ['nothing has changed', `${unchanged} (at most 2 and 1,024)`],
    ]);
  } finally {
    await counting.close();
  }
}

async function writeLargeJob(redis: Redis): Promise<string> {
  const job = aJob({ toProcess: TICKERS, startedAt: new Date().toISOString() });
  await writeJob(redis, job, aPlan(TICKERS));
  await redis.pipeline([['SET', KEYS.lease(job.id, 1), '101', 'EX', 300]]);
  const batches = batchCount(TICKERS, job.options.batchSize);
  for (let first = 1; first <= batches; first += FACTS_A_COMMAND) {
    const facts = Array.from({ length: FACTS_A_COMMAND }, (_, index) => [first + index, factValue(aFact())]);
    await redis.pipeline([['HSET', KEYS.done(job.id), ...facts.flat()]]);
  }
  return job.id;
}

function createPoll(redis: Redis, jobId: string): (etag?: string) => Promise<Response> {
  const app = appInRealTime({
    redis,
    workflow: createScriptedWorkflow(),
    source: createScriptedSource(),
  });
  const url = `http://localhost/api/fill-cache-batch-status?jobId=${jobId}`;
  return async (etag) => app(new Request(url, { headers: etag ? { 'if-none-match': etag } : {} }));
}

async function cost(counting: CountingRedis, request: () => Promise<unknown>): Promise<string> {
  const before = { commands: await billed(counting), bytes: counting.replyBytes() };
  await request();
  const commands = (await billed(counting)) - before.commands;
  return `${commands}, ${(counting.replyBytes() - before.bytes).toLocaleString('en-US')}`;
}

async function billed(counting: CountingRedis): Promise<number> {
  return [...counting.outer.values()].reduce((sum, count) => sum + count, 0) + (await counting.inner());
}
