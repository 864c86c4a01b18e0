import { describe, expect, test, vi } from 'vitest';
import {
  createRateLimiter,
  createSharedRateLimiter,
  type RateLimiterConfig,
} from '../../src/fetching/rate-limiter.ts';
import { createFakeClock } from '../support/fake-clock.ts';

const never = new AbortController().signal;
const FAR = Number.MAX_SAFE_INTEGER;

function paced(given: Partial<RateLimiterConfig> & { seconds?: number; start?: number } = {}) {
  const { seconds, start = 0, ...config } = given;
  const clock = createFakeClock(start);
  const until = seconds === undefined ? FAR : seconds * 1_000;
  return { clock, pace: createRateLimiter({ ceiling: 4, clock, until, random: () => 1, ...config }) };
}

type Paced = ReturnType<typeof paced>;

/** When each of so many turns came; milliseconds. */
async function turns({ clock, pace }: Paced, count: number): Promise<number[]> {
  const times: number[] = [];
  const taking = Array.from({ length: count }, async () => {
    if (await pace.acquire(never)) times.push(clock.now());
  });
  await clock.settle(Promise.all(taking));
  return times;
}

/** So many requests one after the other, each answered at once. */
async function answers(one: Paced, count: number): Promise<void> {
  for (let answer = 0; answer < count; answer++) {
    await turns(one, 1);
    one.pace.answered();
  }
}

/** A request that is refused. */
async function refusal(one: Paced, retryAfterMilliseconds: number | null = null): Promise<void> {
  await turns(one, 1);
  one.pace.refused(retryAfterMilliseconds);
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

test('turns are given in the order of the calls, and a pause wastes none of them', async () => {
  const { clock, pace } = paced();
  await pace.acquire(never);
  const order: string[] = [];
  const waiting = ['first', 'second', 'third'].map(async (name) => {
    await pace.acquire(never);
    order.push(`${name} ${clock.now()}`);
  });
  pace.refused(null);
  await clock.settle(Promise.all(waiting));
  expect(order).toEqual(['first 1000', 'second 1334', 'third 1667']);
});

test('a refusal cuts the rate by a quarter and makes everybody wait, who waits already too', async () => {
  const one = paced({ random: () => 0 });
  await turns(one, 1);
  const waiting = turns(one, 2);
  one.pace.refused(null);
  expect(await waiting).toEqual([500, 834]);
  expect(one.pace.rate).toBe(3);
});

test('requests that are refused together count as one refusal, with one pause', async () => {
  const { clock, pace } = paced();
  pace.refused(null);
  const { notBefore } = pace;
  for (let request = 0; request < 4; request++) {
    await clock.advance(100);
    pace.refused(null);
  }
  expect([pace.rate, pace.notBefore]).toEqual([3, notBefore]);
});

test('requests that are answered during the pause do not raise the rate', async () => {
  const one = paced();
  await turns(one, 5);
  one.pace.refused(null);
  for (let answer = 0; answer < 4; answer++) one.pace.answered();
  expect(one.pace.rate).toBe(3);
});

test('while every request is refused the pauses grow, from one second to two minutes, and the rate is cut once', async () => {
  const one = paced();
  const pauses: number[] = [];
  for (let refused = 0; refused < 16; refused++) {
    await refusal(one);
    pauses.push(Math.round(((one.pace.notBefore ?? 0) - one.clock.now()) / 100) / 10);
  }
  expect(pauses).toEqual([1, 1, 1, 1.5, 2.3, 3.4, 5.1, 7.6, 11.4, 17.1, 25.6, 38.4, 57.7, 86.5, 120, 120]);
  expect(one.pace.rate).toBe(3);
});

test.each([
  ['one request a second', 4, null, 1],
  ['a ceiling that is lower', 0.2, null, 0.2],
  ['a learned rate that is lower', 4, 0.5, 0.65],
])(
  'refusals between answers lower the rate to %s, and never raise it',
  async (_, ceiling, learned, lowest) => {
    const one = paced({ ceiling, learned });
    for (let refused = 0; refused < 40; refused++) {
      const before = one.pace.rate ?? 0;
      await refusal(one);
      expect(one.pace.rate).toBeLessThanOrEqual(before);
      if (refused < 39) await answers(one, 1);
    }
    expect(one.pace.rate).toBeCloseTo(lowest, 1);
  },
);

test('what the source says of when to come back is held to, up and down', async () => {
  const { clock, pace } = paced();
  pace.refused(30_000);
  expect(pace.notBefore).toBe(30_000);
  pace.refused(5_000);
  expect(pace.notBefore).toBe(30_000);
  pace.refused(60_000);
  expect([pace.notBefore, pace.rate]).toEqual([60_000, 3]);
  await clock.advance(60_000);
  expect(pace.notBefore).toBeNull();
});

test('no turn comes if the source wants to be left alone beyond the end', async () => {
  const one = paced({ seconds: 10 });
  one.pace.refused(11_000);
  expect(await turns(one, 2)).toEqual([]);
});

test('the pause that an earlier run began is waited for', async () => {
  expect(await turns(paced({ notBefore: 7_000 }), 2)).toEqual([7_000, 7_250]);
});

test('answers raise the rate quickly to nine tenths of the refused rate, then slowly up to the ceiling', async () => {
  const one = paced();
  await refusal(one);
  await answers(one, 1);
  expect(one.pace.rate).toBeCloseTo(3.15);
  await answers(one, 4);
  expect(one.pace.rate).toBeCloseTo(3.6);
  await answers(one, 200);
  expect(one.pace.rate).toBe(4);
});

test('where there is no ceiling the first refusal brings one, which answers lift again', async () => {
  const one = paced({ ceiling: 0 });
  await refusal(one);
  expect(one.pace.rate).toBe(3);
  await answers(one, 100);
  expect(one.pace.rate).toBeCloseTo(18);
});

test('a source that is too slow for the rate does not raise it', async () => {
  const one = paced({ ceiling: 0 });
  await refusal(one);
  for (let answer = 0; answer < 10; answer++) {
    await one.clock.advance(5_000);
    await answers(one, 1);
  }
  expect(one.pace.rate).toBe(3);
});

test('a refused rate is forgotten after three minutes, so that a lifted limit is found', async () => {
  const one = paced({ ceiling: 10, learned: { rate: 2, refused: { rate: 2, at: 0 } } });
  await answers(one, 300);
  expect(one.pace.rate).toBeLessThan(3);
  await answers(one, 400);
  expect(one.pace.rate).toBe(10);
});

test('the answers between two refusals, not the rate that a burst allowed, are taken for the ceiling', async () => {
  const one = paced({ learned: { rate: 4, refused: { rate: 4, at: 0 } } });
  await answers(one, 20);
  await one.clock.advance(5_000);
  await refusal(one);
  expect(one.pace.learned?.refused?.rate).toBeCloseTo(20 / 9.75 / 0.9);
});

test('after an answer the pauses begin anew', async () => {
  const one = paced();
  for (let refused = 0; refused < 6; refused++) await refusal(one);
  await answers(one, 1);
  await refusal(one);
  expect((one.pace.notBefore ?? 0) - one.clock.now()).toBe(1_000);
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

test('who waits behind others is let go at once, and takes no turn', async () => {
  const one = paced();
  const leaving = new AbortController();
  const waiting = turns(one, 2);
  const turn = one.pace.acquire(leaving.signal);
  const last = turns(one, 1);
  leaving.abort(new Error('told to leave'));
  await expect(turn).rejects.toThrow('told to leave');
  expect([await waiting, await last]).toEqual([[0, 250], [500]]);
});

test('a clock that is set back prolongs neither the interval nor the pause', async () => {
  const clock = createFakeClock(0);
  let setBack = 0;
  const shifted = { now: () => clock.now() - setBack, sleep: clock.sleep };
  const pace = createRateLimiter({ ceiling: 4, clock: shifted, until: FAR, random: () => 1 });
  pace.refused(null);
  setBack = 3_600_000;
  await clock.settle(pace.acquire(never));
  expect(clock.now()).toBe(1_000);
});

test.each([
  ['slower than the ceiling', 1, 1],
  ['faster than the ceiling', 9, 4],
  ['nothing', null, 4],
  ['a rate that was refused', { rate: 2, refused: { rate: 3, at: 0 } }, 2],
])('begins at what the last run learned: %s', (_, learned, rate) => {
  expect(paced({ learned }).pace.rate).toBe(rate);
});

test('what was learned travels to the next run as JSON, with the time of the refusal', async () => {
  const first = paced({ start: 5_000 });
  await refusal(first);
  const learned = JSON.parse(JSON.stringify(first.pace.learned));
  expect(learned).toEqual({ rate: 3, refused: { rate: 4, at: 5_000 } });
  const next = paced({ learned, start: 60_000 });
  await next.clock.advance(5_000);
  expect(next.pace.learned).toEqual(learned);
});

test('a run that was refused nothing learned nothing', () => {
  expect([paced().pace.learned, paced({ ceiling: 0 }).pace.learned]).toEqual([null, null]);
});

test('throttling is announced once, and once when it is over', async () => {
  const onThrottle = vi.fn();
  const one = paced({ onThrottle });
  await refusal(one);
  await answers(one, 10);
  await refusal(one);
  expect(onThrottle.mock.calls).toEqual([[3]]);
  await one.clock.advance(180_001);
  await answers(one, 1);
  expect(onThrottle.mock.calls).toEqual([[3], [null]]);
});

test('throttling that an earlier run learned is announced at the start', () => {
  const onThrottle = vi.fn();
  paced({ onThrottle, learned: { rate: 2, refused: { rate: 3, at: 0 } } });
  expect(onThrottle.mock.calls).toEqual([[2]]);
});

describe('a limiter that several share', () => {
  function shared(...members: { ceiling: number; until?: number }[]) {
    const clock = createFakeClock(0);
    const limiter = createSharedRateLimiter({ ceiling: 10, clock, random: () => 1 });
    return members.map((member) => ({ clock, pace: limiter.join({ until: FAR, ...member }) })) as Paced[];
  }

  test('gives their turns in one line, as far apart as the ceiling of who has it says', async () => {
    const [slow, fast] = shared({ ceiling: 2 }, { ceiling: 5 });
    const taken = [turns(slow as Paced, 2), turns(fast as Paced, 2)];
    expect(await Promise.all(taken)).toEqual([
      [0, 500],
      [700, 900],
    ]);
  });

  test('lets all of them wait out a pause, and slows all down', async () => {
    const [one, other] = shared({ ceiling: 4 }, { ceiling: 4 });
    await refusal(one as Paced, 3_000);
    expect(other?.pace).toMatchObject({ notBefore: 3_000, rate: 3 });
    expect(await turns(other as Paced, 1)).toEqual([3_000]);
  });

  test('ends for one whose time is over, and goes on for the others', async () => {
    const [short, long] = shared({ ceiling: 1, until: 500 }, { ceiling: 1 });
    await turns(long as Paced, 1);
    expect(await Promise.all([turns(short as Paced, 1), turns(long as Paced, 1)])).toEqual([[], [1_000]]);
    expect([short?.pace.isOver, long?.pace.isOver]).toEqual([true, false]);
  });
});
