import { expect, test } from 'vitest';
import {
  fixedWindow,
  type RequestLimit,
  refusesAtRandom,
  slidingWindow,
  tokenBucket,
} from '../support/limited-sources.ts';
import { seededRandom, simulateChain, simulateRun } from '../support/simulate-fetching.ts';

const SECONDS = 240;

const LIMITS: [name: string, limit: (perSecond: number) => RequestLimit][] = [
  ['a token bucket', (perSecond) => tokenBucket(perSecond, perSecond)],
  ['a token bucket that saves ten seconds', (perSecond) => tokenBucket(perSecond, 10 * perSecond)],
  ['a fixed window of ten seconds', (perSecond) => fixedWindow(perSecond, 10)],
  ['a sliding window of two seconds', (perSecond) => slidingWindow(perSecond, 2)],
];

test.each([2, 3, 5].flatMap((perSecond) => LIMITS.map(([name, limit]) => [perSecond, name, limit] as const)))(
  'of %i requests a second, limited by %s, 88 %% are used and at most 4 %% refused',
  async (perSecond, _, limit) => {
    const random = seededRandom(perSecond);
    const latency = () => 80 + random() * 80;
    const simulation = { limit: limit(perSecond), ceiling: 2 * perSecond, latency, random };
    const { answered, refused } = await simulateRun(simulation, SECONDS);
    expect(answered).toBeGreaterThanOrEqual(0.88 * perSecond * SECONDS);
    expect(refused).toBeLessThanOrEqual(0.04 * (answered + refused));
  },
);

test.each([1, 2, 3, 4, 5])('40 %% random refusals do not stop a chain (seed %i)', async (seed) => {
  const random = seededRandom(seed);
  const latency = () => 80 + random() * 80;
  const simulation = { limit: refusesAtRandom(0.4, random), ceiling: 4, latency, random };
  const { answered, seconds } = await simulateChain(simulation, 40, 30);
  expect(answered).toBe(40);
  expect(seconds).toBeLessThanOrEqual(120);
});
