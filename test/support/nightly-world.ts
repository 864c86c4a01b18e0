import { lateTickers } from '../../src/core/lateness.ts';
import { jobRequestOf } from '../../src/jobs/run-for-action.ts';
import { startByEvent } from '../../src/jobs/run-starter.ts';
import { startNightlyJob } from '../../src/jobs/start-nightly.ts';
import { watch } from '../../src/jobs/watch.ts';
import { createYahooSource } from '../../src/sources/yahoo.ts';
import { readIndex } from '../../src/store/ticker-index.ts';
import { aChain, inputsOf } from './chain-run.ts';
import { createFaultyMarket, type FaultPeriod, type Listing } from './faulty-market.ts';

const A_MINUTE = 60_000;
const AN_HOUR = 60 * A_MINUTE;
const A_DAY = 24 * AN_HOUR;

/** An instant by the clock of New York in winter; milliseconds since 1970. @param time as `HH:MM` */
export function inNewYork(date: string, time: string): number {
  return Date.parse(`${date}T${time}:00-05:00`);
}

export interface NightlyWorldOptions {
  listings: ReadonlyMap<string, Listing>;
  /** The list that the repository's variable holds on a day. */
  universeOn(date: string): readonly string[];
  faults?: readonly FaultPeriod[];
  /** Days on which the schedule does not come, `YYYY-MM-DD`. */
  dropped?: ReadonlySet<string>;
}

/** What one day and the night after it came to, from 09:00 to 09:00. */
export interface Night {
  date: string;
  /** What the runs that were red said. */
  red: string[];
  /** Tickers that were late at eight in the evening, when the nightly job had been. */
  late: string[];
  requests: number;
  /** Ids of the jobs that a run or a watchdog has made. */
  jobs: string[];
}

/**
 * Days as the shipped workflow has them: the schedule at 17:23 on weekdays, the watchdog at each third hour, a run for
 * each event; over the real price source, whose market can be wrong.
 */
export async function aNightlyWorld({ listings, universeOn, faults = [], dropped }: NightlyWorldOptions) {
  let now = () => 0;
  const market = createFaultyMarket(listings, faults, () => now());
  const source = createYahooSource({ fetch: market.fetch, now: () => new Date(now()) });
  // Loads the library, which takes real time: that of the runs is turned by hand.
  await source.fetchHistory('AAPL', '1y', new AbortController().signal);
  const chain = aChain({ source });
  now = chain.clock.now;
  const ports = { ...chain.ports, starter: startByEvent(chain.github) };
  let runs = 0;

  async function noting(night: Night, run: Promise<{ problem: string | null } | { problems: string[] }>) {
    try {
      const outcome = await chain.clock.settle(run);
      if ('problems' in outcome) night.red.push(...outcome.problems);
      else if (outcome.problem !== null) night.red.push(outcome.problem);
    } catch (error) {
      night.red.push(String(error));
    }
  }
  /** What is done at a time of the clock, and all runs that follow from it. */
  async function at(instant: number, night: Night, start: () => Promise<void>): Promise<void> {
    await chain.clock.advance(Math.max(0, instant - chain.clock.now()));
    await start();
    for (let event = chain.github.events.shift(); event; event = chain.github.events.shift()) {
      await noting(night, chain.start({}, event));
    }
  }

  async function playDay(date: string): Promise<Night> {
    const night: Night = { date, red: [], late: [], requests: 0, jobs: [] };
    const [logged, asked] = [chain.log.length, market.requests.length];
    const tickers = universeOn(date);
    const texts = { command: 'nightly', tickers: tickers.join(' '), range: '1y', 'max-batches': '0' };
    const look = () => {
      runs += 1;
      const nightly = startNightlyJob(jobRequestOf(inputsOf(texts)), ports);
      return noting(night, watch(`w${runs}`, ports, nightly));
    };
    const morning = inNewYork(date, '09:00');
    const isWeekday = new Date(date).getUTCDay() % 6 !== 0;
    for (let hour = 9; hour <= 24 + 6; hour += 3) {
      await at(morning + (hour - 9) * AN_HOUR + 53 * A_MINUTE, night, look);
      if (hour === 15 && isWeekday && !dropped?.has(date)) {
        await at(inNewYork(date, '17:23'), night, () => noting(night, chain.start(texts, null)));
      }
      if (hour === 18) {
        await at(inNewYork(date, '20:00'), night, async () => {
          night.late = lateTickers(await readIndex(chain.redis, tickers), chain.clock.now());
        });
      }
    }
    await at(morning + A_DAY, night, async () => {});
    const lines = chain.log.slice(logged).join('\n');
    night.jobs = [...lines.matchAll(/🚀 Creating batch job (\S+)/g)].map(([, id = '']) => id);
    night.requests = market.requests.length - asked;
    return night;
  }

  return { ...chain, market, playDay };
}
