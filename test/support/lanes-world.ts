import { endOf } from '../../src/core/job.ts';
import type { JobOptions } from '../../src/core/options.ts';
import type { ChainEvent } from '../../src/github/chain-event.ts';
import type { CreatePorts } from '../../src/jobs/create-job.ts';
import { runForAction } from '../../src/jobs/run-for-action.ts';
import type { RunPorts } from '../../src/jobs/run-ports.ts';
import { startByEvent } from '../../src/jobs/run-starter.ts';
import { watch } from '../../src/jobs/watch.ts';
import { NO_NOTICES } from '../../src/notices/notice-settings.ts';
import type { PriceSource } from '../../src/sources/price-source.ts';
import { readJob, type StoredJob } from '../../src/store/read-job.ts';
import type { Command } from '../../src/store/redis.ts';
import { writeJob } from '../../src/store/write-job.ts';
import { inputsOf } from './chain-run.ts';
import { createFakeClock } from './fake-clock.ts';
import { aJob, aPlan, NOON } from './job-fixtures.ts';
import { type RequestLimit, tokenBucket } from './limited-sources.ts';
import { createMemoryRedis } from './memory-redis.ts';
import { aDocumentOf, noData } from './scripted-source.ts';
import { seededRandom } from './simulate-fetching.ts';

export interface LanesWorldOptions {
  lanes: number;
  tickers: number;
  options?: Partial<JobOptions>;
  /** From the event to the first request of the run. @default 25 s to 40 s, as at GitHub */
  startMilliseconds?: (event: ChainEvent) => number;
  /** Tickers that have no data. @default none */
  hasNoData?: (ticker: string) => boolean;
  /** Of one address. @default four requests a second */
  limit?: () => RequestLimit;
}

const LATENCY_MILLISECONDS = 300;
/** A script runs two commands inside, which are billed too. */
const SCRIPT_COMMANDS = 3;

/**
 * A job, a source that limits each address, and a GitHub that starts each run some time after its event: the real runs
 * of several lanes, side by side in a time of their own. A run that is killed sends nothing any more.
 */
export async function createLanesWorld(given: LanesWorldOptions) {
  const { lanes, tickers, limit = () => tokenBucket(4, 4) } = given;
  const random = seededRandom(lanes * 1_000_003 + tickers);
  const startMilliseconds = given.startMilliseconds ?? (() => 25_000 + 15_000 * random());
  const clock = createFakeClock(NOON);
  const redis = createMemoryRedis(clock.now);
  const job = aJob({ toProcess: tickers }, { maxBatches: 0, lanes, ...given.options });
  await writeJob(redis, job, aPlan(tickers));
  const limits = new Map<number, RequestLimit>();
  const asked = new Map<string, number>();
  const log: string[] = [];
  const runs = new Map<string, { lane: number; isDead: boolean }>();
  const events: ChainEvent[] = [];
  const hang = new Promise<never>(() => {});
  const ended = Promise.withResolvers<void>();
  let refused = 0;
  let commands = 0;
  /** Command with the kind of its key → how many were billed. */
  const kinds = new Map<string, number>();
  let isLooking = false;
  /** Events that are never delivered. */
  let isLost: (event: ChainEvent) => boolean = () => false;
  redis.before = async (group) => {
    // What this world itself looks at is free.
    if (isLooking) return;
    for (const command of group) {
      const billed = command[0] === 'EVAL' ? SCRIPT_COMMANDS : 1;
      commands += billed;
      const kind = kindOf(command);
      kinds.set(kind, (kinds.get(kind) ?? 0) + billed);
    }
    // Kept, they would be as large as the job.
    redis.requests.length = 0;
  };

  function sourceOf(lane: number): PriceSource {
    const ofAddress = limits.get(lane) ?? limit();
    limits.set(lane, ofAddress);
    return {
      name: async () => 'yahoo',
      async fetchHistory(ticker, range, signal) {
        await clock.sleep(LATENCY_MILLISECONDS / 2, signal);
        const isAdmitted = ofAddress.admits(clock.now() - NOON);
        await clock.sleep(LATENCY_MILLISECONDS / 2, signal);
        if (!isAdmitted) {
          refused += 1;
          return { kind: 'refused', error: 'HTTP 429', retryAfterMilliseconds: null };
        }
        asked.set(ticker, (asked.get(ticker) ?? 0) + 1);
        return given.hasNoData?.(ticker) ? noData : aDocumentOf(ticker, range);
      },
    };
  }

  const ports: Omit<RunPorts & CreatePorts, 'source'> = {
    redis,
    github: {
      async dispatch(event) {
        events.push(event);
        if (!isLost(event)) void deliver(event);
      },
    },
    clock,
    random,
    fetch: () => Promise.reject(new Error('no list is fetched')),
    tickerListUrl: undefined,
    notices: NO_NOTICES,
    log: (line) => log.push(line),
  };

  async function deliver(
    event: ChainEvent | null,
    delay = event ? startMilliseconds(event) : 0,
  ): Promise<void> {
    await clock.sleep(delay);
    const id = `run-${runs.size + 1}`;
    const lane = event?.lane ?? 1;
    const run = { lane, isDead: false };
    runs.set(id, run);
    const alive =
      <Given extends unknown[], Result>(act: (...given: Given) => Promise<Result>) =>
      async (...given: Given): Promise<Result> => {
        if (run.isDead) return hang;
        const result = await act(...given);
        return run.isDead ? hang : result;
      };
    const source = sourceOf(lane);
    const request = { inputs: inputsOf(event ? {} : { 'job-id': job.id }), event, runId: id };
    await runForAction(
      { ...request, cause: event?.reason ?? 'by hand', cancelSignal: new AbortController().signal },
      {
        ...ports,
        redis: { pipeline: alive(redis.pipeline), transaction: alive(redis.transaction) },
        source: { ...source, fetchHistory: alive(source.fetchHistory) },
        github: { dispatch: alive(ports.github.dispatch) },
      },
    ).catch((error: unknown) => log.push(`Error: ${error}`));
    run.isDead = true;
    if (endOf((await stored()).job)) ended.resolve();
  }

  async function stored(): Promise<StoredJob> {
    isLooking = true;
    const found = readJob(redis, job.id);
    isLooking = false;
    return (await found) ?? Promise.reject(new Error('the job is gone'));
  }

  return {
    clock,
    redis,
    job,
    log,
    events,
    stored,
    deliver,
    dispatch: ports.github.dispatch,
    /** Ticker → how often it was answered. */
    asked,
    /** The runs at work, by lane. */
    working: () => [...runs.values()].filter(({ isDead }) => !isDead).map(({ lane }) => lane),
    kill(lane: number): void {
      for (const run of runs.values()) if (run.lane === lane) run.isDead = true;
    },
    lose(which: (event: ChainEvent) => boolean): void {
      isLost = which;
    },
    watch: () =>
      clock.settle(
        watch(`watchdog-${clock.now()}`, {
          ...ports,
          source: sourceOf(0),
          starter: startByEvent(ports.github),
        }),
      ),
    /** Lets time pass until the job has ended, and says what that took. */
    async finish(): Promise<LanesFigures> {
      await clock.settle(ended.promise);
      // Runs of other lanes see the end, and those that are about to begin.
      await clock.advance(60_000);
      const { job: now, facts } = await stored();
      const end = endOf(now);
      const answered = [...asked.values()].reduce((sum, count) => sum + count, 0);
      return {
        status: end?.status ?? null,
        seconds: (Date.parse(end?.at ?? '') - Date.parse(now.state.startedAt ?? '')) / 1_000,
        commands,
        kinds,
        runs: runs.size,
        refused,
        twice: answered - asked.size,
        done: facts.done.size,
        ends: log.filter((line) => line.startsWith('🎉')).length,
      };
    },
  };
}

export interface LanesFigures {
  status: string | null;
  /** From the start of the job to its end. */
  seconds: number;
  /** Billed commands of Redis. */
  commands: number;
  /** The same by command and key, `HSET done`. */
  kinds: ReadonlyMap<string, number>;
  runs: number;
  /** Requests that the source refused. */
  refused: number;
  /** Answers beyond the first of each ticker. */
  twice: number;
  done: number;
  /** How often its end was said. */
  ends: number;
}

/** `SET lease` of `SET batch_job:1:lease:2 …`. */
function kindOf([name, ...words]: Command): string {
  const key = String(words[name === 'EVAL' ? 2 : 0]);
  const [group, , part] = key.split(':');
  return `${name} ${group === 'batch_job' ? (part ?? 'job') : group}`;
}
