import { stat } from 'node:fs/promises';
import { REPOSITORY_ROOT } from '../test/support/chain-stack.ts';
import { type ChainFigures, measureChain } from './chain-figures.ts';
import { printFigures } from './print-figures.ts';

const FULL_PACE = { 'requests-per-second': '0', 'max-batches': '0' };
/** What the system before this one spent. */
const COMMANDS_BEFORE = 1.2;

const cases: [name: string, tickers: number, inputs: Record<string, string>, limit: number | null][] = [
  ['500 tickers, full pace', 500, FULL_PACE, 0.2],
  ['5,000 tickers, full pace', 5_000, FULL_PACE, 0.15],
  ['200 tickers, 4 requests a second', 200, { 'requests-per-second': '4', 'max-batches': '0' }, null],
  ['60 tickers, one batch a run', 60, { 'requests-per-second': '0', 'max-batches': '1' }, null],
];

/** Fills lists through the built action, and prints what that took. */
export async function benchChain(): Promise<void> {
  const { size } = await stat(`${REPOSITORY_ROOT}action/index.js`);
  console.log(`bundle: ${(size / 1_000).toFixed(0)} KB (at most 1,000)`);
  for (const [name, tickers, inputs, limit] of cases) print(name, limit, await measureChain(tickers, inputs));
}

function print(name: string, limit: number | null, figures: ChainFigures): void {
  const outer = [...figures.outer.values()].reduce((sum, count) => sum + count, 0);
  const perTicker = (outer + figures.inner) / figures.tickers;
  const names = [...figures.outer].sort(([, one], [, other]) => other - one);
  printFigures(name, [
    [
      'billed Redis commands per ticker',
      `${perTicker.toFixed(3)}${limit === null ? '' : ` (at most ${limit})`}; before: ${COMMANDS_BEFORE}`,
    ],
    ['  sent / inside scripts', `${outer} / ${figures.inner}`],
    ['  by name', names.map(([command, count]) => `${command} ${count}`).join(', ')],
    ['bytes per ticker', String(figures.bytesPerTicker)],
    ['runs, seconds', `${figures.runs}, ${figures.seconds.toFixed(1)}`],
    ['process start → first Redis command', `${figures.startMilliseconds.toFixed(0)} ms`],
    ['peak memory of a run', `${figures.peakMegabytes ?? 'unknown'} MB (at most 250)`],
  ]);
}
