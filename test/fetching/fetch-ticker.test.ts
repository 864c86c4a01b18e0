import { expect, test } from 'vitest';
import { fetchTicker } from '../../src/fetching/fetch-ticker.ts';
import { createRateLimiter } from '../../src/fetching/rate-limiter.ts';
import { createSourceHealth } from '../../src/fetching/source-health.ts';
import type { PriceAnswer } from '../../src/sources/price-source.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import {
  aDocument,
  createScriptedSource,
  invalid,
  noAnswer,
  notFound,
  refused,
  type Scripted,
} from '../support/scripted-source.ts';

const NONE = { attempts: 0, runs: 0 };

/** One ticker, T1, in a run of its own whose source answers so; the probe is AAPL. */
function run(
  answers: Scripted[],
  { probe = noAnswer, seconds = 600 }: { probe?: PriceAnswer; seconds?: number } = {},
) {
  const clock = createFakeClock(0);
  const source = createScriptedSource({ T1: answers, AAPL: probe });
  const health = createSourceHealth(source, ['AAPL']);
  const limiter = createRateLimiter({ ceiling: 0, clock, until: seconds * 1_000, random: () => 0.5 });
  const leave = new AbortController();
  const context = {
    source,
    range: '5y',
    limiter,
    health,
    clock,
    random: () => 0.5,
    signal: leave.signal,
  } as const;
  const fetched = (earlier = NONE) => clock.settle(fetchTicker('T1', earlier, context));
  return { clock, source, health, limiter, leave, context, fetched };
}

const document: PriceAnswer = { kind: 'document', document: aDocument('T1') };
const noData: PriceAnswer = { kind: 'failed', code: 'no-data', error: 'No data in this range' };

test('a document is the result, at the first request', async () => {
  const { fetched, source, clock } = run([document]);
  expect(await fetched()).toEqual(document);
  expect([source.asked, clock.now()]).toEqual([['T1'], 0]);
});

test.each([
  ['not-found', notFound, 'No data found, symbol may be delisted'],
  ['no-data', noData, 'No data in this range'],
])('%s fails the ticker at once, in the words of the source', async (code, answer, error) => {
  const { fetched, source } = run([answer]);
  expect(await fetched()).toEqual({ kind: 'failed', failure: { ticker: 'T1', code, error, attempts: 1 } });
  expect(source.asked).toEqual(['T1']);
});

test('an invalid answer fails the ticker when it has come three times', async () => {
  const { fetched } = run([invalid]);
  const failure = { ticker: 'T1', code: 'invalid-data', error: 'close is not a list', attempts: 3 };
  expect(await fetched()).toEqual({ kind: 'failed', failure });
});

test('a good answer after two invalid ones is taken', async () => {
  expect(await run([invalid, invalid, document]).fetched()).toEqual(document);
});

test('two invalid answers and a silence are no evidence', async () => {
  expect(await run([invalid, noAnswer, invalid]).fetched()).toMatchObject({ kind: 'unanswered' });
});

test('attempts are one and two seconds apart, give or take a half', async () => {
  const { fetched, clock } = run([noAnswer, noAnswer, document]);
  await fetched();
  expect(clock.now()).toBe(1_000 + 2_000);
});

test('silence of a source that answers nobody says nothing about the ticker', async () => {
  const { fetched, source, health } = run([noAnswer]);
  expect(await fetched({ attempts: 9, runs: 4 })).toMatchObject({ kind: 'failed' });
  const other = run([noAnswer]);
  expect(await other.fetched()).toEqual({ kind: 'unanswered', counted: 0 });
  expect(other.source.asked).toEqual(['T1', 'T1', 'T1', 'AAPL']);
  expect([source.asked.length, health.answers]).toEqual([4, 0]);
});

test('silence while others are answered counts', async () => {
  const { health, fetched } = run([
    async () => {
      health.answered();
      return noAnswer;
    },
  ]);
  expect(await fetched()).toEqual({ kind: 'unanswered', counted: 3 });
});

test('silence counts too if the source answers a probe', async () => {
  expect(await run([noAnswer], { probe: document }).fetched()).toEqual({ kind: 'unanswered', counted: 3 });
});

test.each([
  ['in a second run', { attempts: 3, runs: 1 }, 'failed'],
  ['not in the first', { attempts: 0, runs: 0 }, 'unanswered'],
  ['not if too few', { attempts: 1, runs: 1 }, 'unanswered'],
])(
  'five attempts without an answer, while others have theirs, fail the ticker: %s',
  async (_, earlier, kind) => {
    expect(await run([noAnswer], { probe: document }).fetched(earlier)).toMatchObject({ kind });
  },
);

test('a ticker that failed for silence says after how many attempts of how many runs', async () => {
  const { fetched } = run([noAnswer], { probe: document });
  const error = 'No answer in 6 attempts, while the source answered others';
  const failure = { ticker: 'T1', code: 'no-answer', error, attempts: 6 };
  expect(await fetched({ attempts: 3, runs: 1 })).toEqual({ kind: 'failed', failure });
});

test('refusals never count against a ticker, and slow the run down', async () => {
  const { fetched, limiter } = run([refused()], { probe: document });
  expect(await fetched({ attempts: 3, runs: 1 })).toEqual({ kind: 'unanswered', counted: 0 });
  expect(limiter.rate).toBeLessThan(4);
});

test('a refusal that says when to come back is obeyed, and the ticker then gets its document', async () => {
  const { fetched, clock } = run([refused(45_000), document]);
  expect(await fetched()).toEqual(document);
  expect(clock.now()).toBe(45_000);
});

test('a source that wants to be left alone for longer than the run is not asked again', async () => {
  const { fetched, source } = run([refused(45_000), document], { seconds: 30 });
  expect(await fetched()).toEqual({ kind: 'unanswered', counted: 0 });
  expect(source.asked).toEqual(['T1']);
});

test('a ticker without an answer adds to the silence of the source, one with an answer ends it', async () => {
  const silent = run([noAnswer]);
  for (let ticker = 0; ticker < 10; ticker++) await silent.fetched();
  expect(silent.health.silent).toBe(true);
  const answered = run([noAnswer, document]);
  for (let ticker = 0; ticker < 9; ticker++) answered.health.unanswered();
  await answered.fetched();
  answered.health.unanswered();
  expect(answered.health.silent).toBe(false);
});

test('when the run has to end, what hangs goes back without a count', async () => {
  const { clock, context, leave, source } = run(['hang']);
  const result = fetchTicker('T1', NONE, context);
  await clock.advance(0);
  leave.abort(new Error('told to leave'));
  expect(await result).toEqual({ kind: 'unanswered', counted: 0 });
  expect(source.open.now).toBe(0);
});

test('when the run has to end, who waits for the next attempt goes back too', async () => {
  const { clock, context, leave } = run([noAnswer]);
  const result = fetchTicker('T1', NONE, context);
  await clock.advance(500);
  leave.abort(new Error('told to leave'));
  expect(await result).toEqual({ kind: 'unanswered', counted: 0 });
});

test('a fault of the program itself is no silence', async () => {
  const { context } = run([
    async () => {
      throw new TypeError('boom');
    },
  ]);
  await expect(fetchTicker('T1', NONE, context)).rejects.toThrow('boom');
});
