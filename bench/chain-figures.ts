import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { endOf } from '../src/core/job.ts';
import { viewJob } from '../src/core/view.ts';
import { KEYS } from '../src/store/keys.ts';
import { readJob } from '../src/store/read-job.ts';
import type { Redis } from '../src/store/redis.ts';
import { writeJob } from '../src/store/write-job.ts';
import { MOST_TICKERS } from '../src/tickers/ticker-list.ts';
import { type ChainStackOptions, startChainStack, tickerNames } from '../test/support/chain-stack.ts';
import { aJob, aPlan } from '../test/support/job-fixtures.ts';
import { history } from '../test/support/yahoo-behaviours.ts';
import { startCountingRedis } from './counting-redis.ts';

/** What the filling of a list cost. */
export interface ChainFigures {
  tickers: number;
  seconds: number;
  /** From the start of the job to its end. */
  jobSeconds: number;
  runs: number;
  /** Commands that Upstash would bill: those sent, by name, and those that scripts ran inside. */
  outer: ReadonlyMap<string, number>;
  inner: number;
  /** Bytes of one document as it is stored. */
  bytesPerTicker: number;
  /** The largest resident size of any run; null where the system does not tell. */
  peakMegabytes: number | null;
  /** From the start of the first run's process to its first request to Redis. */
  startMilliseconds: number;
}

/** Trading days in five years. */
const FIVE_YEARS = 1_257;

/** Fills a list through the built bundle and the real workflow, on a real Redis. @param rows of each ticker. @default five years */
export async function measureChain(
  tickers: number,
  inputs: Record<string, string>,
  rows = FIVE_YEARS,
  more: Pick<ChainStackOptions, 'yahoo' | 'env'> = {},
): Promise<ChainFigures> {
  const face = await startCountingRedis();
  const stack = await startChainStack({
    ...more,
    face,
    yahoo: { otherwise: history({ rows }), ...more.yahoo },
  });
  try {
    const wanted =
      tickers > MOST_TICKERS
        ? await writtenJob(stack.redis, tickers)
        : { tickers: tickerNames(tickers).join(' '), ...inputs };
    const began = performance.now();
    const first = stack.github.dispatchWorkflow(wanted);
    await once(stack.github.events, 'run-started');
    const memory = watchMemory(() => stack.github.runs().at(-1)?.processId ?? null);
    await stack.github.idle();
    const seconds = (performance.now() - began) / 1_000;
    const outer = new Map(face.outer);
    const inner = await face.inner();
    const stored = await readJob(stack.redis, first.outputs['job-id'] ?? '');
    if (!stored || viewJob(stored.job, stored.facts, false).progress.successful !== tickers) {
      throw new Error(`The job did not fill its ${tickers} tickers: ${stack.lines.at(-2)}`);
    }
    const [document] = await stack.redis.pipeline([['GET', KEYS.ticker('T1')]]);
    return {
      tickers,
      seconds,
      jobSeconds:
        (Date.parse(endOf(stored.job)?.at ?? '') - Date.parse(stored.job.state.startedAt ?? '')) / 1_000,
      runs: stack.github.runs().length,
      outer,
      inner,
      bytesPerTicker: Buffer.byteLength(String(document)),
      peakMegabytes: memory.stop(),
      startMilliseconds: (face.firstAt() ?? Number.NaN) - began,
    };
  } finally {
    await stack.close();
  }
}

/** For more tickers than a list may hold. */
async function writtenJob(redis: Redis, tickers: number): Promise<Record<string, string>> {
  const job = aJob({ toProcess: tickers }, { maxBatches: 0, requestsPerSecond: 0 });
  await writeJob(redis, job, aPlan(tickers));
  return { 'job-id': job.id };
}

/** Linux keeps the peak of each process; it is read until the process is gone. */
function watchMemory(processId: () => number | null): { stop(): number | null } {
  let peak = 0;
  const timer = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${processId()}/status`, 'utf8');
      peak = Math.max(peak, Number(/VmHWM:\s*(\d+) kB/.exec(status)?.[1] ?? 0) / 1_024);
    } catch {
      // Between two runs, or on another system.
    }
  }, 50);
  return {
    stop() {
      clearInterval(timer);
      return peak === 0 ? null : Math.round(peak);
    },
  };
}
