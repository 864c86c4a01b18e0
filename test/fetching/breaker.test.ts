import { expect, test } from 'vitest';
import { createBreaker } from '../../src/fetching/breaker.ts';
import { createRateLimiter } from '../../src/fetching/rate-limiter.ts';
import { createSourceHealth } from '../../src/fetching/source-health.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { createScriptedSource, noAnswer } from '../support/scripted-source.ts';

const never = new AbortController().signal;

function breakerOver(
  answers: Parameters<typeof createScriptedSource>[0],
  silentTickers: number,
  seconds = 60,
) {
  const clock = createFakeClock();
  const source = createScriptedSource(answers);
  const health = createSourceHealth(source, ['AAPL']);
  const pace = createRateLimiter({
    ceiling: 0,
    clock,
    until: clock.now() + seconds * 1_000,
    random: () => 0.5,
  });
  for (let ticker = 0; ticker < silentTickers; ticker++) health.unanswered();
  return { clock, source, health, pace, breaker: createBreaker(health, pace, clock) };
}

test('nine silent tickers are not probed', async () => {
  const { source, breaker } = breakerOver({ AAPL: noAnswer }, 9);
  await breaker.check(never);
  expect([breaker.open, source.asked]).toEqual([false, []]);
});

test('ten silent tickers let one probe through, however many workers ask; unanswered, it opens for five minutes', async () => {
  const { clock, source, breaker } = breakerOver({ AAPL: noAnswer }, 10);
  await Promise.all([breaker.check(never), breaker.check(never), breaker.check(never)]);
  expect(source.asked).toEqual(['AAPL']);
  expect([breaker.open, breaker.notBefore]).toEqual([true, clock.now() + 300_000]);
});

test('a probe that is answered keeps it closed, and the count begins anew', async () => {
  const { health, breaker } = breakerOver({}, 10);
  await breaker.check(never);
  expect([breaker.open, health.silent]).toEqual([false, false]);
});

test('a run that is told to leave meanwhile learns nothing', async () => {
  const { breaker } = breakerOver({ AAPL: noAnswer }, 10);
  await breaker.check(AbortSignal.abort(new Error('leave')));
  expect(breaker.open).toBe(false);
});

test('a run without the time for a probe keeps it closed, and ends for lack of time', async () => {
  const { source, breaker } = breakerOver({ AAPL: noAnswer }, 10, -1);
  await breaker.check(never);
  expect([breaker.open, breaker.notBefore, source.asked]).toEqual([false, null, []]);
});

test('a source that asked for a longer wait than the cooldown gets it', async () => {
  const { clock, pace, breaker } = breakerOver({ AAPL: noAnswer }, 10, 3_600);
  const began = clock.now();
  pace.refused(600_000);
  pace.refused(null);
  await clock.settle(breaker.check(never));
  expect(breaker.notBefore).toBe(began + 900_000);
});
