import { lastSession } from '../../src/core/us-calendar.ts';
import { KEYS } from '../../src/store/keys.ts';
import { indexValue } from '../../src/store/ticker-index.ts';
import { aMarker } from '../support/commit-fixtures.ts';
import { aJob } from '../support/job-fixtures.ts';
import type { servePage } from './served-page.ts';

/** Six tickers of a custom list: late, failed, missing twice, and two with issues. */
export async function givenOddCache(app: Awaited<ReturnType<typeof servePage>>): Promise<void> {
  await app.given(aJob({ toProcess: 6 }));
  const { date, openSeconds } = lastSession(Date.now());
  const whole = {
    rows: 1_257,
    first: '2021-11-24',
    last: date,
    exchange: 'NMS',
    lastTrade: openSeconds,
    issues: {},
  };
  const held = {
    T1: { ...whole, last: '2026-11-20' },
    T4: { ...whole, issues: { jump: 1 } },
    T5: { ...whole, issues: { 'missing-session': 3 } },
  };
  for (const [ticker, history] of Object.entries(held)) {
    const entry = {
      fetchedAt: Date.now(),
      range: '5y',
      source: 'yahoo',
      compress: 'none',
      held: history,
    } as const;
    await app.redis.ask('HSET', KEYS.tickerIndex, ticker, indexValue(entry));
  }
  await app.redis.ask('SET', KEYS.marker('T2'), JSON.stringify(aMarker()));
}
