import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createLanesWorld, type LanesFigures } from '../test/support/lanes-world.ts';
import { tokenBucket } from '../test/support/limited-sources.ts';
import { measureChain } from './chain-figures.ts';
import { printFigures } from './print-figures.ts';

const LANES = [1, 2, 4, 8, 16] as const;
/** Small charts, so that the source and not this machine is the limit. */
const ROWS = 20;

/**
 * What lanes gain and cost: first in a time of their own, at four requests a second for each address and half a minute
 * until a run begins, as at GitHub; then by real processes, each lane from an address of its own.
 */
export async function measureLanes(): Promise<void> {
  for (const tickers of [500, 6_800]) await simulate(tickers, LANES);
  await measureProcesses(2_000, 10);
}

/**
 * The same for 50,000 tickers, which takes a quarter of an hour, and for 6,800 by real processes, which takes another.
 * `BENCH_TICKERS` is the number of tickers for both, `BENCH_LANES` the numbers of lanes for the first, apart by commas.
 */
export async function measureLargeLanes(): Promise<void> {
  const { BENCH_TICKERS, BENCH_LANES } = process.env;
  await simulate(Number(BENCH_TICKERS ?? 50_000), BENCH_LANES?.split(',').map(Number) ?? LANES);
  await measureProcesses(Number(BENCH_TICKERS ?? 6_800), 10);
}

async function simulate(tickers: number, allLanes: readonly number[]): Promise<void> {
  let one: LanesFigures | null = null;
  for (const lanes of allLanes) {
    const world = await createLanesWorld({ lanes, tickers });
    void world.deliver(null);
    const figures = await world.finish();
    one ??= figures;
    printFigures(`${tickers} tickers, ${lanes} ${lanes === 1 ? 'lane' : 'lanes'}, simulated`, [
      ['minutes', (figures.seconds / 60).toFixed(1)],
      ['times as fast as one lane', (one.seconds / figures.seconds).toFixed(2)],
      ['runs', String(figures.runs)],
      [
        'billed Redis commands',
        `${figures.commands} (${times(figures.commands, one.commands)} those of one lane)`,
      ],
      ['answers that came twice', String(figures.twice)],
      ['refused requests', String(figures.refused)],
    ]);
  }
}

/** @param perSecond requests that the source grants to one address. */
async function measureProcesses(tickers: number, perSecond: number): Promise<void> {
  const preload = pathToFileURL(join(import.meta.dirname, 'lane-address.mjs')).href;
  let one: { seconds: number; commands: number } | null = null;
  for (const lanes of [1, 4, 8]) {
    const limits = new Map<string, ReturnType<typeof tokenBucket>>();
    const admits = (address: string) => {
      const limit = limits.get(address) ?? tokenBucket(perSecond, perSecond);
      limits.set(address, limit);
      return limit.admits(performance.now());
    };
    const inputs = { lanes: String(lanes), 'max-batches': '0', 'requests-per-second': String(perSecond) };
    const figures = await measureChain(tickers, inputs, ROWS, {
      yahoo: { admits },
      env: { NODE_OPTIONS: `--import ${preload}` },
    });
    const commands = figures.inner + [...figures.outer.values()].reduce((sum, count) => sum + count, 0);
    one ??= { seconds: figures.jobSeconds, commands };
    printFigures(`${tickers} tickers, ${lanes} lanes, ${perSecond} requests a second for each address`, [
      ['seconds of the job', figures.jobSeconds.toFixed(1)],
      ['times as fast as one lane', (one.seconds / figures.jobSeconds).toFixed(2)],
      ['addresses', String(limits.size)],
      ['runs', String(figures.runs)],
      ['billed Redis commands', `${commands} (${times(commands, one.commands)} those of one lane)`],
    ]);
  }
}

function times(count: number, one: number): string {
  return `${(count / one).toFixed(2)} ×`;
}
