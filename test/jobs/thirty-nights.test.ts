import { expect, test } from 'vitest';
import { endOf } from '../../src/core/job.ts';
import type { PriceAnswer, PriceSource } from '../../src/sources/price-source.ts';
import { aChain } from '../support/chain-run.ts';
import { everythingIn } from '../support/everything-in.ts';
import { aDocument, noAnswer, notFound, refused } from '../support/scripted-source.ts';

const NIGHTS = 30;
const TICKERS = 5_000;
const DAY_MILLISECONDS = 86_400_000;
const NAMES = Array.from({ length: TICKERS }, (_, index) => `T${index}`);
const INPUTS = { tickers: NAMES.join(' '), 'max-batches': '0', 'requests-per-second': '0' };

/**
 * The same faults each night, so that nights can be compared: each tenth ticker is dead, but T10 comes back half-way;
 * some are silent for one attempt, some for a whole run, some are refused once.
 */
function aSource(now: () => number, isBack: () => boolean) {
  const requests = { dead: 0, attempts: new Map<string, number>() };
  const source: PriceSource = {
    name: async () => 'yahoo',
    async fetchHistory(ticker, range): Promise<PriceAnswer> {
      const attempt = (requests.attempts.get(ticker) ?? 0) + 1;
      requests.attempts.set(ticker, attempt);
      if (ticker.endsWith('7') && attempt === 1) return noAnswer;
      if (ticker.endsWith('77') && attempt <= 3) return noAnswer;
      if (ticker.endsWith('33') && attempt === 1) return refused(1_000);
      if (ticker.endsWith('0') && !(ticker === 'T10' && isBack())) {
        requests.dead += 1;
        return notFound;
      }
      return {
        kind: 'document',
        document: aDocument(ticker, { range, fetchedAt: new Date(now()).toISOString() }),
      };
    },
  };
  return { source, requests };
}

test('thirty nights with faults: storage stays flat, dead tickers cost nothing, no night costs more than the first', async () => {
  let night = 1;
  const holder: { now: () => number } = { now: () => 0 };
  const { source, requests } = aSource(
    () => holder.now(),
    () => night > 15,
  );
  const chain = aChain({ source });
  holder.now = chain.clock.now;
  const commands: number[] = [];
  const keys: number[] = [];
  const bytes: number[] = [];
  const dead: number[] = [];

  for (; night <= NIGHTS; night++) {
    const before = chain.redis.requests.length;
    const deadBefore = requests.dead;
    requests.attempts.clear();
    chain.ports.random = theSameLuck();
    await playNight(chain, night);
    commands.push(chain.redis.requests.slice(before).flat().length);
    dead.push(requests.dead - deadBefore);
    keys.push(Number(await chain.redis.ask('DBSIZE')));
    if (night > NIGHTS - 6) bytes.push(JSON.stringify(await everythingIn(chain.redis)).length);
    // Three days, so that the first jobs are past their sixty days at the end.
    await chain.clock.advance(3 * DAY_MILLISECONDS);
  }

  // Nights on which the dead are asked for, and nights on which their markers keep them out: those have 500 answers
  // fewer, so the rate recovers later after a refusal, and the chain takes a run more.
  const moreThanFirst = (isAsked: boolean) => {
    const counts = commands.filter((_, index) => (dead[index] ?? 0) > 0 === isAsked);
    return counts.map((count) => count - (counts[0] ?? 0)).filter((more) => more > 0);
  };
  // One night takes one more, for the marker of T10 that goes.
  expect([...moreThanFirst(true), ...moreThanFirst(false)]).toEqual([1]);
  // A marker keeps a ticker out for seven days: it is asked for again each third night of ours.
  expect(dead.filter((asked) => asked === 0).length).toBeGreaterThanOrEqual(18);
  expect(keys.at(-1)).toBe(keys.at(-2));
  // As many nights with a probe of the dead as without are behind each of these.
  expect((bytes.at(-1) ?? 0) / (bytes.at(-4) ?? 1)).toBeCloseTo(1, 3);
  expect(await chain.redis.ask('EXISTS', 'ticker-data:T10', 'failed-tickers:T10')).toBe(1);
  expect(await chain.redis.ask('SMEMBERS', 'batch_jobs:open')).toEqual([]);

  await chain.clock.advance(61 * DAY_MILLISECONDS);
  await chain.watch();
  const left = await chain.redis.ask('KEYS', 'batch_job*');
  expect(left).toEqual([]);
}, 600_000);

/** Pauses of retries, and so the groups of commits, are those of every other night. */
function theSameLuck(): () => number {
  let draws = 0;
  return () => {
    draws += 1;
    return (draws % 97) / 97;
  };
}

/** A job, its chain whose first event is lost, and the watchdog. */
async function playNight(chain: ReturnType<typeof aChain>, night: number): Promise<void> {
  const { view } = await chain.run(INPUTS);
  chain.github.events.length = 0;
  for (let round = 0; round < 20; round++) {
    const event = chain.github.events.shift();
    if (event) await chain.runOn(event);
    else if (endOf((await chain.stored(view.jobId)).job)) return;
    else {
      await chain.clock.advance(400_000);
      await chain.watch(`w${night}-${round}`);
    }
  }
  expect(endOf((await chain.stored(view.jobId)).job)?.status).toBe('completed');
}
