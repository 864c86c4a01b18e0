import type { Facts } from '../../src/core/facts.ts';
import type { Job, Plan } from '../../src/core/job.ts';
import type { JobOptions } from '../../src/core/options.ts';
import type { Run } from '../../src/core/run.ts';
import { type FetchedRun, fetchRun } from '../../src/jobs/fetch-run.ts';
import { writeJob } from '../../src/store/write-job.ts';
import { createFakeClock } from './fake-clock.ts';
import { aJob, aPlan, aRun, NOON, someFacts } from './job-fixtures.ts';
import { createMemoryRedis } from './memory-redis.ts';
import { createScriptedSource, type Scripted } from './scripted-source.ts';

interface Given {
  tickers?: number;
  options?: Partial<JobOptions>;
  plan?: Partial<Plan>;
  /** By ticker; the others get a document. @param clock of the run */
  script?: (clock: ReturnType<typeof createFakeClock>) => Record<string, Scripted | Scripted[]>;
  /** How long each answer takes. @default 0 */
  milliseconds?: number;
}

/** A job in a Redis in memory, and runs that fill it against a scripted source, on a clock of their own. */
export async function aFillRun(given: Given = {}) {
  const { tickers = 12, milliseconds = 0 } = given;
  const clock = createFakeClock(NOON);
  const redis = createMemoryRedis(clock.now);
  const scripted = createScriptedSource(given.script?.(clock));
  const source: typeof scripted = {
    ...scripted,
    async fetchHistory(ticker, range, signal) {
      const answer = await scripted.fetchHistory(ticker, range, signal);
      if (milliseconds > 0) await clock.sleep(milliseconds, signal);
      return answer;
    },
  };
  const options = { maxBatches: 0, requestsPerSecond: 0, timeBudget: 240, ...given.options };
  const job: Job = aJob({ toProcess: tickers }, options);
  const plan: Plan = aPlan(tickers, given.plan);
  await writeJob(redis, job, plan);
  const leave = new AbortController();
  const log: string[] = [];

  /** Starts a run; its clock has to be turned. */
  function start(facts: Facts = someFacts(), given: Partial<Run> = {}): Promise<FetchedRun> {
    const run: Run = {
      id: '101',
      lane: 1,
      hop: 1,
      job,
      plan,
      facts,
      options: job.options,
      record: aRun(),
      others: [],
      ...given,
    };
    return fetchRun(run, leave.signal, {
      redis,
      source,
      clock,
      random: () => 0.5,
      log(line) {
        const [, verb, batch] = /(Processing|Completed) batch (\d+)/.exec(line) ?? [];
        log.push(`${verb === 'Processing' ? 'taken' : 'written'} ${batch}`);
      },
    });
  }
  return {
    clock,
    redis,
    source: scripted,
    job,
    plan,
    leave,
    log,
    start,
    run: (facts?: Facts, given?: Partial<Run>) => clock.settle(start(facts, given)),
  };
}
