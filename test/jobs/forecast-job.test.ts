import { expect, test } from 'vitest';
import { storedDocument } from '../../src/documents/stored-document.ts';
import { forecastStart } from '../../src/jobs/forecast-job.ts';
import type { Redis } from '../../src/store/redis.ts';
import { commitTickers } from '../../src/store/write-tickers.ts';
import { aChain } from '../support/chain-run.ts';
import { everythingIn } from '../support/everything-in.ts';
import { aDocument } from '../support/scripted-source.ts';

const READING = ['DBSIZE', 'EXISTS', 'HMGET', 'INFO', 'MGET', 'SCAN'];
const LISTED = Array.from({ length: 1_000 }, (_, at) => `T${at}`);

/** Answers INFO, which the embedded Redis does not know. */
function withInfo(redis: Redis, info: string): Redis {
  return {
    ...redis,
    pipeline: async (commands) => (commands[0]?.[0] === 'INFO' ? [info] : redis.pipeline(commands)),
  };
}

test('a forecast writes nothing, and asks no price', async () => {
  const { redis, ports } = aChain();
  const stored = await storedDocument(
    aDocument('T1', { fetchedAt: '2026-01-03T00:00:00.000Z', dates: ['2026-01-01', '2026-01-02'] }),
    'none',
  );
  await commitTickers(redis, { documents: new Map([['T1', stored]]), markers: new Map(), unmark: [] });
  const before = await everythingIn(redis);
  redis.requests.length = 0;
  const request = { tickerSource: 'custom', tickers: ['T1', 'T2'], options: {} } as const;
  const forecast = await forecastStart(request, ports);
  expect(forecast).toMatchObject({
    job: { toProcess: 2 },
    database: { usedBytes: null, keys: 2 },
    misfit: null,
  });
  expect(redis.requests.flat().filter(([name]) => !READING.includes(name))).toEqual([]);
  expect(await everythingIn(redis)).toEqual(before);
});

test('it is held against what the database says of itself', async () => {
  const { redis, ports } = aChain();
  const info = '# Memory\r\nused_memory:255000000\r\nmaxmemory:256000000\r\nmaxmemory_policy:noeviction\r\n';
  const request = { tickerSource: 'custom', tickers: LISTED, options: {} } as const;
  const { misfit } = await forecastStart(request, { ...ports, redis: withInfo(redis, info) });
  expect(misfit).toContain('the database holds 256 MB, of which 255 MB are used');
});

test.each([
  ['max', 1],
  ['1y', 0],
])('a run of the action that makes a job of 1,000 tickers of %s warns %d times', async (range, times) => {
  const warnings: string[] = [];
  const { start, clock } = aChain();
  const inputs = { tickers: LISTED.join(' '), range, 'auto-continue': 'false', 'max-batches': '1' };
  await clock.settle(start(inputs, null, '1', { warn: (line) => warnings.push(line) }));
  expect(warnings).toHaveLength(times);
  for (const line of warnings)
    expect(line).toMatch(
      /^The job may not fit\. It adds about 281 MB, and Upstash's free plan holds 256 MB: take /,
    );
});
