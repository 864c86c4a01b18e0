import { createRateLimiter, type RateLimiterConfig } from '../../src/fetching/rate-limiter.ts';
import { createFakeClock, type FakeClock } from './fake-clock.ts';
import type { RequestLimit } from './limited-sources.ts';

/** Tickers that are fetched at the same time, as in a run. */
const WINDOW = 5;
/** The share of the latency that a request travels before the source decides on it. */
const ONE_WAY = 0.25;
/** Time between two runs of a chain. */
const HANDOVER_MILLISECONDS = 700;
/** Fetches that are still open so long after the time budget are aborted. */
const GRACE_MILLISECONDS = 40_000;

export interface Simulation {
  limit: RequestLimit;
  /** The given ceiling, in requests a second; 0 for none. */
  ceiling: number;
  /** Milliseconds of the next request. */
  latency: () => number;
  random: () => number;
}

export interface SimulatedCounts {
  answered: number;
  refused: number;
}

type Handover = Required<Pick<RateLimiterConfig, 'learned' | 'notBefore'>>;

/** One run with endless work. Counts what the source did with its requests in so many seconds. */
export async function simulateRun(simulation: Simulation, seconds: number): Promise<SimulatedCounts> {
  const clock = createFakeClock(0);
  const counts = { answered: 0, refused: 0 };
  const take = () => clock.now() < seconds * 1_000;
  await clock.settle(fetchSideBySide(simulation, { clock, until: seconds * 1_000, counts, take }));
  return counts;
}

/** A chain of runs that fetches so many tickers; what one run learned is the next one's. */
export async function simulateChain(
  simulation: Simulation,
  tickers: number,
  timeBudget: number,
): Promise<SimulatedCounts & { seconds: number; runs: number }> {
  const clock = createFakeClock(0);
  const counts = { answered: 0, refused: 0 };
  let earlier: Handover = { learned: null, notBefore: null };
  let runs = 0;
  while (counts.answered < tickers && runs < 100) {
    runs += 1;
    await clock.advance(HANDOVER_MILLISECONDS);
    const deadline = clock.now() + timeBudget * 1_000;
    let left = tickers - counts.answered;
    const take = () => clock.now() < deadline && left-- > 0;
    const until = deadline + GRACE_MILLISECONDS;
    const run = fetchSideBySide(simulation, { clock, until, counts, take, earlier });
    earlier = await clock.settle(run);
  }
  return { ...counts, seconds: clock.now() / 1_000, runs };
}

/** A refused ticker waits for another turn: a refusal is none of its attempts. */
async function fetchSideBySide(
  { limit, ceiling, latency, random }: Simulation,
  run: {
    clock: FakeClock;
    until: number;
    counts: SimulatedCounts;
    take: () => boolean;
    earlier?: Handover;
  },
): Promise<Handover> {
  const { clock, until, counts, take, earlier } = run;
  const { signal } = new AbortController();
  const pace = createRateLimiter({ ceiling, clock, until, random, ...earlier });
  /** False when no turn comes any more. */
  const fetchOne = async () => {
    while (await pace.acquire(signal)) {
      const milliseconds = latency();
      await clock.sleep(milliseconds * ONE_WAY);
      const isAdmitted = limit.admits(clock.now());
      await clock.sleep(milliseconds * (1 - ONE_WAY));
      if (isAdmitted) {
        counts.answered += 1;
        pace.answered();
        return true;
      }
      counts.refused += 1;
      pace.refused(null);
    }
    return false;
  };
  const worker = async () => {
    while (take() && (await fetchOne()));
  };
  await Promise.all(Array.from({ length: WINDOW }, worker));
  return { learned: pace.learned, notBefore: pace.notBefore };
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
