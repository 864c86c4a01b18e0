import { endOf } from '../../../src/core/job.ts';
import { missingLanes } from '../../../src/core/lanes.ts';
import type { ChainEvent } from '../../../src/github/chain-event.ts';
import { reopenOrResume } from '../../../src/jobs/control-job.ts';
import type { CreatePorts } from '../../../src/jobs/create-job.ts';
import { endJob } from '../../../src/jobs/end-job.ts';
import { runForAction } from '../../../src/jobs/run-for-action.ts';
import type { RunPorts } from '../../../src/jobs/run-ports.ts';
import { startByEvent } from '../../../src/jobs/run-starter.ts';
import { startMissingRuns } from '../../../src/jobs/start-run.ts';
import { watch } from '../../../src/jobs/watch.ts';
import { NO_NOTICES } from '../../../src/notices/notice-settings.ts';
import type { PriceAnswer } from '../../../src/sources/price-source.ts';
import { writePause, writeResumption } from '../../../src/store/control.ts';
import { readJob } from '../../../src/store/read-job.ts';
import { writeJob } from '../../../src/store/write-job.ts';
import { inputsOf } from '../../support/chain-run.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { aJob, aPlan, NOON } from '../../support/job-fixtures.ts';
import { createMemoryRedis } from '../../support/memory-redis.ts';
import {
  aDocumentOf,
  createScriptedSource,
  noAnswer,
  notFound,
  refused,
} from '../../support/scripted-source.ts';
import { createGate, type Gate, type Held } from './gate.ts';

interface LiveRun {
  gate: Gate;
  leave: AbortController;
}

export type World = Awaited<ReturnType<typeof createWorld>>;

/**
 * A job of eleven tickers in six batches, and the real runs that work on it, each of which moves one request at a
 * time. T3 does not exist; T5 never answers, while the others do; for T7 the source turns the run away six times.
 *
 * @param lanes of the job. With more than one its runs work until their time is up.
 * @param maxBatches of each run of a job with one lane.
 */
export async function createWorld(lanes = 1, maxBatches = 2) {
  const clock = createFakeClock(NOON);
  const redis = createMemoryRedis(clock.now);
  const limits = lanes === 1 ? { maxBatches } : { maxBatches: 0, timeBudget: 30, lanes };
  const job = aJob({ toProcess: 11 }, { batchSize: 2, requestsPerSecond: 0, ...limits });
  const plan = aPlan(11);
  await writeJob(redis, job, plan);
  const source = createScriptedSource({
    T3: notFound,
    T5: noAnswer,
    T7: [...Array<PriceAnswer>(6).fill(refused()), aDocumentOf('T7')],
  });
  const events: ChainEvent[] = [{ v: 1, jobId: job.id, lane: 1, hop: 1 }];
  const log: string[] = [];
  const wrong: string[] = [];
  const runs: LiveRun[] = [];
  const limbo: Held[] = [];
  const delivered = new Set<number>();
  let named = 0;

  const ports: RunPorts & CreatePorts = {
    redis,
    source,
    github: { dispatch: async (event) => void events.push(event) },
    clock,
    random: () => 0.5,
    fetch: () => Promise.reject(new Error('no list is fetched')),
    tickerListUrl: undefined,
    notices: NO_NOTICES,
    log: (line) => log.push(line),
  };
  const nextId = () => {
    named += 1;
    return `run-${named}`;
  };
  const at = () => new Date(clock.now()).toISOString();
  const stored = async () => (await readJob(redis, job.id)) ?? Promise.reject(new Error('the job is gone'));
  const pick = (choice: number): LiveRun | undefined => runs[choice % Math.max(1, runs.length)];

  async function carryOut(run: LiveRun, times: number): Promise<void> {
    const request = run.gate.held.shift();
    if (!request) return;
    let replies = await request.land();
    for (let again = 1; again < times; again++) replies = await request.land();
    request.answer(replies);
    await clock.advance(0);
  }
  const bury = (run: LiveRun | undefined) => {
    const at = run ? runs.indexOf(run) : -1;
    if (at !== -1) runs.splice(at, 1);
  };

  async function begin(event: ChainEvent | null): Promise<void> {
    const run: LiveRun = { gate: createGate(redis), leave: new AbortController() };
    const inputs = inputsOf(event ? {} : { 'job-id': job.id });
    const request = { inputs, event, runId: nextId(), cause: 'event', cancelSignal: run.leave.signal };
    runs.push(run);
    const tell = (line: string) => {
      log.push(line);
      if (line.startsWith('🔄 Processing') && run.leave.signal.aborted) wrong.push(`told to leave: ${line}`);
    };
    runForAction(request, { ...ports, redis: run.gate, log: tell })
      .catch(() => undefined)
      .finally(() => bury(run));
    await clock.advance(0);
  }

  return {
    job,
    plan,
    redis,
    log,
    runs,
    /** What no run and no watchdog may ever do, and one has done. */
    wrong,
    stored,

    /** The last events that were fired, the newest first; one that has arrived before is a second delivery. */
    deliver(choice: number): Promise<void> {
      const at = events.length - 1 - (choice % events.length);
      delivered.add(at);
      return begin(events[at] ?? null);
    },
    /** Which event to deliver next, the oldest that has not arrived; null if all have. */
    undelivered(): number | null {
      const at = events.findIndex((_, index) => !delivered.has(index));
      return at === -1 ? null : events.length - 1 - at;
    },
    startByHand: (): Promise<void> => begin(null),
    /** A request of a run is carried out and answered. */
    step: async (choice: number): Promise<void> => {
      const run = pick(choice);
      if (run) await carryOut(run, 1);
    },
    /** It is carried out twice before it is answered: the client has repeated it. */
    stepTwice: async (choice: number): Promise<void> => {
      const run = pick(choice);
      if (run) await carryOut(run, 2);
    },
    /** A run dies; its request is never carried out. */
    async crash(choice: number): Promise<void> {
      bury(pick(choice));
    },
    /** A run dies; its request was carried out, or will be some time. */
    async crashUnheard(choice: number): Promise<void> {
      const run = pick(choice);
      limbo.push(...(run?.gate.held ?? []));
      bury(run);
    },
    /** A request of a run that is long dead is carried out, perhaps not for the first time. */
    async landLate(choice: number): Promise<void> {
      await limbo[choice % Math.max(1, limbo.length)]?.land();
    },
    /** GitHub asks a run to go. */
    async tellToLeave(choice: number): Promise<void> {
      pick(choice)?.leave.abort(new Error('SIGINT'));
      await clock.advance(0);
    },
    pass: (milliseconds: number): Promise<void> => clock.advance(milliseconds),
    /** Two watchdogs, at the same time. */
    async watch(): Promise<void> {
      const { leases } = await stored();
      const before = events.length;
      const watching = { ...ports, starter: startByEvent(ports.github) };
      await Promise.all([watch(nextId(), watching), watch(nextId(), watching)]);
      const started = events.length - before;
      const missing = missingLanes(job, leases).length;
      if (started > missing) wrong.push(`${started} runs were started, ${missing} lanes were missing`);
    },
    /** Somebody continues the job over HTTP: each lane that is missing is started. */
    async continue(): Promise<void> {
      await clock.advance(1);
      const ready = await reopenOrResume(await stored(), ports);
      const continuing = { ...ports, starter: startByEvent(ports.github) };
      const before = events.length;
      if (!endOf(ready.job))
        await startMissingRuns({ stored: ready, reason: 'continued' }, nextId(), continuing);
      const started = events.slice(before).map(({ lane }) => lane);
      const alive = started.filter((lane) => ready.leases.has(lane));
      if (alive.length > 0) wrong.push(`lanes ${alive} were started beside themselves`);
    },
    async pause(): Promise<void> {
      await clock.advance(1);
      await writePause(redis, job.id, at());
    },
    async resume(): Promise<void> {
      await clock.advance(1);
      await writeResumption(redis, job.id, at());
    },
    async cancel(): Promise<void> {
      const now = await stored();
      if (endOf(now.job)) return;
      await endJob(now, { status: 'cancelled' }, 'somebody', ports);
    },
  };
}
