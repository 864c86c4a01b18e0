import {
  fixedWindow,
  type RequestLimit,
  refusesAtRandom,
  slidingWindow,
  tokenBucket,
} from '../test/support/limited-sources.ts';
import {
  type SimulatedCounts,
  seededRandom,
  simulateChain,
  simulateRun,
} from '../test/support/simulate-fetching.ts';
import { printFigures } from './print-figures.ts';

/** As long as a run of the shipped workflow. */
const SECONDS = 240;
const CHAINS = 500;

/** The constants of the limiter were chosen on the first set; the second one was only measured. */
const SETS = [
  { name: 'tuned on', ceilings: [2, 5], seeds: [1, 2, 3] },
  { name: 'held back', ceilings: [1.5, 3, 8], seeds: [11, 12, 13] },
];

const limits: ((perSecond: number) => RequestLimit)[] = [
  (perSecond) => tokenBucket(perSecond, 1),
  (perSecond) => tokenBucket(perSecond, Math.ceil(perSecond)),
  (perSecond) => tokenBucket(perSecond, Math.ceil(10 * perSecond)),
  (perSecond) => fixedWindow(perSecond, 2),
  (perSecond) => fixedWindow(perSecond, 10),
  (perSecond) => slidingWindow(perSecond, 2),
  (perSecond) => slidingWindow(perSecond, 10),
];

const latencies: ((random: () => number) => () => number)[] = [
  (random) => () => 80 + random() * 80,
  () => () => 300,
];

/** How close the rate limiter comes to the ceiling of a source that does not tell it. Simulated: the same each time. */
export async function benchRateLimiter(): Promise<void> {
  for (const { name, ceilings, seeds } of SETS) {
    for (const perSecond of ceilings) {
      // Twice the ceiling, as a given rate that is too high; and none given.
      for (const ceiling of [2 * perSecond, 0]) {
        const rows: [string, string][] = [];
        for (const limit of limits) {
          rows.push([limit(perSecond).name, figure(perSecond, await runs(limit, perSecond, ceiling, seeds))]);
        }
        printFigures(
          `A source of ${perSecond} requests a second, given ${ceiling || 'no ceiling'} (${name}): goodput ÷ ceiling, worst, refused`,
          rows,
        );
      }
    }
  }
  await benchRandomRefusals();
}

async function runs(
  limit: (perSecond: number) => RequestLimit,
  perSecond: number,
  ceiling: number,
  seeds: readonly number[],
): Promise<SimulatedCounts[]> {
  const counts: SimulatedCounts[] = [];
  for (const seed of seeds) {
    for (const latency of latencies) {
      const random = seededRandom(seed);
      const simulation = { limit: limit(perSecond), ceiling, latency: latency(random), random };
      counts.push(await simulateRun(simulation, SECONDS));
    }
  }
  return counts;
}

function figure(perSecond: number, counts: readonly SimulatedCounts[]): string {
  const shares = counts.map(({ answered }) => answered / (perSecond * SECONDS));
  const refused = counts.map((count) => (100 * count.refused) / (count.answered + count.refused));
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return `${mean(shares).toFixed(2)}  ${Math.min(...shares).toFixed(2)}  ${mean(refused).toFixed(1)} %`;
}

async function benchRandomRefusals(): Promise<void> {
  const seconds: number[] = [];
  let complete = 0;
  for (let seed = 1; seed <= CHAINS; seed++) {
    const random = seededRandom(seed);
    const limit = refusesAtRandom(0.4, random);
    const simulation = { limit, ceiling: 4, latency: () => 80 + random() * 80, random };
    const chain = await simulateChain(simulation, 40, 30);
    seconds.push(chain.seconds);
    if (chain.answered === 40 && chain.seconds <= 120) complete += 1;
  }
  seconds.sort((one, other) => one - other);
  const at = (share: number) => (seconds[Math.ceil(share * CHAINS) - 1] ?? Number.NaN).toFixed(0);
  printFigures('40 tickers, 40 % of the requests refused at random, time budget of 30 s', [
    ['chains with all 40 in 120 s', `${complete} of ${CHAINS}`],
    ['seconds: median, 99 %, longest', `${at(0.5)}, ${at(0.99)}, ${at(1)}`],
  ]);
}
