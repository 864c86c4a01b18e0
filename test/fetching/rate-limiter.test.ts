import { expect, test } from 'vitest';
import { createRateLimiter } from '../../src/fetching/rate-limiter.ts';
import { createFakeClock } from '../support/fake-clock.ts';

const never = new AbortController().signal;
const FAR = Number.MAX_SAFE_INTEGER;

function paced(given: { ceiling?: number; seconds?: number; random?: number } = {}) {
  const clock = createFakeClock(0);
  const { ceiling = 4, seconds, random = 0 } = given;
  const until = seconds === undefined ? FAR : seconds * 1_000;
  return { clock, pace: createRateLimiter({ ceiling, clock, until, random: () => random }) };
}

/** When each of so many turns came; milliseconds. */
async function turns({ clock, pace }: ReturnType<typeof paced>, count: number): Promise<number[]> {
  const times: number[] = [];
  const taking = Array.from({ length: count }, async () => {
    if (await pace.acquire(never)) times.push(clock.now());
  });
  await clock.settle(Promise.all(taking));
  return times;
}

test('turns come as far apart as the ceiling says', async () => {
  expect(await turns(paced(), 5)).toEqual([0, 250, 500, 750, 1_000]);
});

test('time in which nobody asked is not made up for', async () => {
  const one = paced();
  await turns(one, 1);
  await one.clock.advance(10_000);
  expect(await turns(one, 3)).toEqual([10_000, 10_250, 10_500]);
});

test('without a ceiling all come at once, and the rate is none', async () => {
  const one = paced({ ceiling: 0 });
  expect(await turns(one, 100)).toEqual(Array(100).fill(0));
  expect(one.pace.rate).toBeNull();
});

test('no turn is promised after the end', async () => {
  expect(await turns(paced({ seconds: 0.6 }), 5)).toEqual([0, 250, 500]);
});

test('a refusal halves the rate and makes everybody wait, who waits already too', async () => {
  const one = paced();
  await turns(one, 1);
  const waiting = turns(one, 2);
  one.pace.refused(null);
  expect(await waiting).toEqual([1_000, 1_500]);
  expect(one.pace.rate).toBe(2);
});

test('requests that are refused together count as one refusal, with one pause', async () => {
  const { clock, pace } = paced();
  pace.refused(null);
  const { notBefore } = pace;
  for (let request = 0; request < 4; request++) {
    await clock.advance(100);
    pace.refused(null);
  }
  expect([pace.rate, pace.notBefore]).toEqual([2, notBefore]);
});

test('each further refusal halves again and waits twice as long, to a lowest rate and a longest pause', async () => {
  const { clock, pace } = paced({ random: 1 });
  const pauses: number[] = [];
  for (let refusal = 0; refusal < 10; refusal++) {
    pace.refused(null);
    pauses.push((pace.notBefore ?? 0) - clock.now());
    await clock.advance(pauses.at(-1) ?? 0);
  }
  expect(pauses).toEqual([2, 4, 8, 16, 32, 64, 120, 120, 120, 120].map((seconds) => seconds * 1_000));
  expect(pace.rate).toBe(0.5);
});

test('what the source says of when to come back is held to, up and down', async () => {
  const { clock, pace } = paced({ random: 1 });
  pace.refused(30_000);
  expect(pace.notBefore).toBe(30_000);
  pace.refused(5_000);
  expect(pace.notBefore).toBe(30_000);
  pace.refused(60_000);
  expect([pace.notBefore, pace.rate]).toEqual([60_000, 2]);
  await clock.advance(60_000);
  expect(pace.notBefore).toBeNull();
});

test('no turn comes if the source wants to be left alone beyond the end', async () => {
  const one = paced({ seconds: 10 });
  one.pace.refused(11_000);
  expect(await turns(one, 2)).toEqual([]);
});

test('answers raise the rate slowly, up to the ceiling and no further', () => {
  const { pace } = paced();
  pace.refused(null);
  pace.answered();
  expect(pace.rate).toBeCloseTo(2.05);
  for (let answer = 0; answer < 100; answer++) pace.answered();
  expect(pace.rate).toBe(4);
});

test('where there is no ceiling the first refusal brings one, which answers lift again', () => {
  const { pace } = paced({ ceiling: 0 });
  pace.refused(null);
  expect(pace.rate).toBe(4);
  for (let answer = 0; answer < 100; answer++) pace.answered();
  expect(pace.rate).toBeCloseTo(9);
});

test('after an answer the pauses begin anew', async () => {
  const { clock, pace } = paced({ random: 1 });
  for (let refusal = 0; refusal < 3; refusal++) {
    pace.refused(null);
    await clock.advance(120_000);
  }
  pace.answered();
  pace.refused(null);
  expect((pace.notBefore ?? 0) - clock.now()).toBe(2_000);
});

test('who waits is let go with the reason when the run ends', async () => {
  const { clock, pace } = paced();
  const leaving = new AbortController();
  await pace.acquire(leaving.signal);
  const turn = pace.acquire(leaving.signal);
  leaving.abort(new Error('told to leave'));
  await expect(turn).rejects.toThrow('told to leave');
  expect(clock.waiting).toBe(0);
});

test.each([
  ['slower than the ceiling', 1, 1],
  ['faster than the ceiling', 9, 4],
  ['nothing', null, 4],
])('begins at what the last run learned: %s', (_, learned, rate) => {
  const pace = createRateLimiter({
    ceiling: 4,
    learned,
    clock: createFakeClock(),
    until: 0,
    random: () => 0.5,
  });
  expect(pace.rate).toBe(rate);
});
