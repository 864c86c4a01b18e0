import { expect, test } from 'vitest';
import { readFindings } from '../../src/jobs/read-findings.ts';
import { KEYS } from '../../src/store/keys.ts';
import { aJob, aPlan, NOON } from '../support/job-fixtures.ts';
import { createMemoryRedis } from '../support/memory-redis.ts';

const AFTER_MIDNIGHT = NOON + 12 * 3_600_000;

test.each([
  [0, ['T1']],
  [1, []],
])('with %d tickers that were fresh before the job, these are late: %j', async (cached, late) => {
  const redis = createMemoryRedis(() => AFTER_MIDNIGHT);
  const entry = [NOON, '5y', 'yahoo', 'none', 9, '2026-11-10', '2026-11-23', 'NMS', null, 0];
  await redis.ask('HSET', KEYS.tickerIndex, 'T1', JSON.stringify(entry));
  const findings = await readFindings(redis, aJob({ cached, toProcess: 1 }), aPlan(1), AFTER_MIDNIGHT);
  expect(findings.late).toEqual(late);
});
