import { startBenchWorld } from './bench-world.ts';
import { measureSubject } from './measure-subject.ts';
import { withSpread } from './median.ts';
import { printFigures } from './print-figures.ts';
import { builtAction } from './subjects.ts';

const STARTS = 15;

/** How long a run takes to its first request to Redis, and to its first fetch. */
export async function measureStartUp(): Promise<void> {
  const subject = builtAction('fill-cache');
  const world = await startBenchWorld({ rows: 20, latency: [80, 160] });
  const figures = [];
  try {
    for (let start = 0; start < STARTS; start++) figures.push(await measureSubject(subject, world, 5));
  } finally {
    await world.close();
  }
  const from = (values: readonly number[]) => `${withSpread(values, 0)} ms`;
  printFigures('Process start of the action, Redis behind 20 ms', [
    ['→ first Redis request', `${from(figures.map((one) => one.firstRedis))} (at most 80)`],
    ['→ first fetch', `${from(figures.map((one) => one.firstFetch))} (at most 190)`],
  ]);
}
