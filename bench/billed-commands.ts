import { type ChainFigures, measureChain } from './chain-figures.ts';
import { printFigures } from './print-figures.ts';

const FULL_PACE = { 'requests-per-second': '0', 'max-batches': '0' };
const DEFAULT_PACE = { 'max-batches': '0' };
const ONE_BATCH_A_RUN = { 'requests-per-second': '0', 'max-batches': '1' };

const cases: [name: string, tickers: number, inputs: Record<string, string>, limit: number][] = [
  ['500 tickers, full pace', 500, FULL_PACE, 0.12],
  ['5,000 tickers, full pace', 5_000, FULL_PACE, 0.08],
  ['503 tickers, 4 requests a second', 503, DEFAULT_PACE, 0.12],
  ['60 tickers, one batch a run', 60, ONE_BATCH_A_RUN, 2.4],
];

/** Fills lists through the built action and the workflow, and prints what that cost. */
export async function measureBilledCommands(): Promise<void> {
  for (const [name, tickers, inputs, limit] of cases) {
    printChain(`${name} (at most ${limit} commands a ticker)`, await measureChain(tickers, inputs));
  }
}

/** 5,000 and 50,000 tickers with small charts, for memory and commands: takes a minute. */
export async function measureLargeList(): Promise<void> {
  for (const tickers of [500, 5_000, 50_000])
    printChain(`${tickers} tickers of 20 rows, full pace`, await measureChain(tickers, FULL_PACE, 20));
}

function printChain(name: string, figures: ChainFigures): void {
  const outer = [...figures.outer.values()].reduce((sum, count) => sum + count, 0);
  const names = [...figures.outer].sort(([, one], [, other]) => other - one);
  printFigures(name, [
    ['billed Redis commands a ticker', ((outer + figures.inner) / figures.tickers).toFixed(3)],
    ['sent / inside scripts', `${outer} / ${figures.inner}`],
    ['by name', names.map(([command, count]) => `${command} ${count}`).join(', ')],
    ['bytes a ticker', String(figures.bytesPerTicker)],
    ['runs, seconds', `${figures.runs}, ${figures.seconds.toFixed(1)}`],
    ['peak memory of a run', `${figures.peakMegabytes ?? 'unknown'} MB (at most 250)`],
  ]);
}
