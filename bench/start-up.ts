import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { startBenchWorld } from './bench-world.ts';
import { measureSubject, type SubjectFigures } from './measure-subject.ts';
import { withSpread } from './median.ts';
import { printFigures } from './print-figures.ts';
import { builtAction } from './subjects.ts';

const STARTS = 15;

/**
 * How long a run takes to its first request to Redis, and to its first fetch; beside it, in turn, a process that does
 * nothing. The least of the values is what a busy machine disturbs least.
 */
export async function measureStartUp(): Promise<void> {
  const subject = builtAction('fill-cache');
  const world = await startBenchWorld({ rows: 20, latency: [80, 160] });
  const figures: SubjectFigures[] = [];
  const empty: number[] = [];
  try {
    for (let start = 0; start < STARTS; start++) {
      figures.push(await measureSubject(subject, world, 5));
      empty.push(await startEmptyProcess());
    }
  } finally {
    await world.close();
  }
  const milliseconds = (values: readonly number[]) => `${withSpread(values, 0)} ms`;
  printFigures('Process start of the action, Redis behind 20 ms', [
    ['→ first Redis request', `${milliseconds(figures.map((one) => one.firstRedis))} (at most 80)`],
    ['→ first fetch', `${milliseconds(figures.map((one) => one.firstFetch))} (at most 190)`],
    ['an empty process, to its end', milliseconds(empty)],
  ]);
}

async function startEmptyProcess(): Promise<number> {
  const began = performance.now();
  await promisify(execFile)(process.execPath, ['--eval', ''], { env: {} });
  return performance.now() - began;
}
