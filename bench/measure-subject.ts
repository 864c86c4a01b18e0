import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { tickerNames } from '../test/support/chain-stack.ts';
import type { BenchWorld } from './bench-world.ts';
import type { Subject } from './subjects.ts';

export interface SubjectFigures {
  /** From the start of the process to its end, over the sum of the latencies ÷ 5. */
  wallToIdeal: number;
  /** Milliseconds of CPU for each ticker: the whole process, and its main thread. */
  cpu: number;
  mainThread: number;
  peakMegabytes: number;
  /** Billed Redis commands for each ticker. */
  commands: number;
  /** From the start of the process; milliseconds. NaN for those that do not use REST. */
  firstRedis: number;
  firstFetch: number;
}

const WINDOW = 5;

const usageSchema = z.object({
  cpuMilliseconds: z.number(),
  mainThreadMilliseconds: z.number(),
  peakMegabytes: z.number(),
});

/** Lets a subject fill so many tickers in an empty Redis. Rejects if it did not fill them all. */
export async function measureSubject(
  subject: Subject,
  world: BenchWorld,
  tickers: number,
): Promise<SubjectFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'fill-cache-bench-'));
  const usageFile = join(folder, 'usage.json');
  await world.stats();
  const began = Date.now();
  const preload = fileURLToPath(new URL('report-usage.mjs', import.meta.url));
  const child = spawn(process.execPath, ['--import', preload, subject.file], {
    env: {
      PATH: process.env.PATH,
      BENCH_USAGE: usageFile,
      ...world.env,
      ...subject.env(tickerNames(tickers)),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  const wall = Date.now() - began;
  const { redis, source } = await world.stats();
  if (code !== 0 || redis.tickers !== tickers) {
    throw new Error(
      `${subject.name} filled ${redis.tickers} of ${tickers} tickers (exit ${code}): ${output.slice(-500)}`,
    );
  }
  const usage = usageSchema.parse(JSON.parse(await readFile(usageFile, 'utf8')));
  await rm(folder, { recursive: true });
  return {
    wallToIdeal: wall / (source.milliseconds / WINDOW),
    cpu: usage.cpuMilliseconds / tickers,
    mainThread: usage.mainThreadMilliseconds / tickers,
    peakMegabytes: usage.peakMegabytes,
    commands: redis.commands / tickers,
    firstRedis: (redis.firstAt ?? Number.NaN) - began,
    firstFetch: (source.firstAt ?? Number.NaN) - began,
  };
}
