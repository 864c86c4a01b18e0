import { measurePace } from '../cli/measure-pace.ts';
import { isLineDue, progressBar, progressLine } from '../cli/progress-line.ts';
import type { Terminal } from '../cli/terminal.ts';
import type { Clock } from '../core/clock.ts';
import type { Facts } from '../core/facts.ts';
import { endOf, type Job } from '../core/job.ts';
import { type JobView, viewJob } from '../core/view.ts';
import { readJob, readPlan, type StoredJob } from '../store/read-job.ts';
import { RedisError } from '../store/redis-error.ts';
import type { BegunWork } from './begin-work.ts';
import type { GitHubStandIn } from './github/stand-in.ts';
import { endingText, readingLine, simulatedText } from './messages.ts';
import type { Stack } from './open-stack.ts';
import type { RunLog } from './run-log.ts';
import {
  createWatchdogSchedule,
  isAtWork,
  WATCHDOG_CRON,
  type WatchdogSchedule,
} from './watchdog-schedule.ts';

export interface FollowPorts {
  stack: Pick<Stack, 'redis' | 'github' | 'market'>;
  terminal: Terminal;
  ear: RunLog;
  clock: Clock;
  /** Aborted when the user wants to end. */
  stop: AbortSignal;
}

/** A look costs four commands, which are free on this machine alone. */
const LOOK_MILLISECONDS = { embedded: 500, server: 500, upstash: 5_000 } as const;

/**
 * Shows how the job goes on that the runs speak of, until `stop`; or with `untilEnd`, until the job that was begun has
 * ended or is stuck.
 *
 * @returns the exit code.
 */
export async function followJob(
  begun: BegunWork | null,
  untilEnd: boolean,
  ports: FollowPorts,
): Promise<number> {
  const { stack, terminal, ear, clock, stop } = ports;
  const schedule = scheduleOf(stack.github, terminal);
  let shown: Parameters<typeof isLineDue>[0] = null;
  let isMissing = false;
  let since = { jobId: '', at: clock.now() };
  if (begun?.jobId) ear.expect(begun.jobId);

  while (!stop.aborted) {
    const code = await look();
    if (untilEnd && code !== null) return code;
    await ear.waitForMore(LOOK_MILLISECONDS[stack.redis.kind], stop);
  }
  return untilEnd ? INTERRUPTED : 0;

  /** The exit code that this look would end with; null if there is more to come. */
  async function look(): Promise<number | null> {
    const { jobId } = ear;
    if (!jobId) return begun?.run?.state.status === 'completed' ? sayMissing() : null;
    if (ear.hasEnded) return null;
    if (since.jobId !== jobId) since = { jobId, at: clock.now() };
    const stored = await ignoringOutage(() => readJob(stack.redis.redis, jobId));
    if (!stored) return null;
    // The last lines of its run come first.
    if (endOf(stored.job)) return isAtWork(stack.github) ? null : sayEnd(stored);
    show(stored);
    schedule.tend(stored, clock.now());
    return schedule.isStuck ? sayStuck(stored) : null;
  }

  function sayMissing(): number {
    if (!isMissing) terminal.log('The run failed before it had made a job: see its lines above.', 'error');
    isMissing = true;
    return 1;
  }

  async function sayEnd({ job, facts }: StoredJob): Promise<number> {
    const view = viewJob(job, facts, false);
    const isCompleted = view.status === 'completed';
    const seconds = (clock.now() - since.at) / 1_000;
    const next = await nextSteps(view);
    terminal.draw(null);
    if (view.batches.total > 0) terminal.log(progressOf(job, facts, view));
    terminal.log(`\n${endingText({ job, view, seconds, next })}`, isCompleted ? 'strong' : 'error');
    if (stack.market.name === 'simulated') terminal.log(simulatedText(stack.market.reason), 'warning');
    if (!untilEnd) terminal.log('All of it stays up for your app, until Ctrl-C.');
    ear.markEnded();
    return isCompleted ? 0 : 1;
  }

  async function nextSteps({ jobId, failures }: JobView): Promise<string[]> {
    // A stack that ends takes its Redis with it.
    if (untilEnd && stack.redis.kind !== 'upstash') return ['To read them: npm start -- --idle'];
    const failed = new Set(failures.map((failure) => failure.ticker));
    const plan = await ignoringOutage(() => readPlan(stack.redis.redis, jobId));
    const filled = plan?.tickers.find((ticker) => !failed.has(ticker));
    return filled === undefined ? [] : ['To look at one:', readingLine(stack.redis, filled)];
  }

  function sayStuck({ job }: StoredJob): number {
    if (untilEnd)
      terminal.log(`${job.id} is stuck: its runs fail and finish nothing; see their lines above.`, 'error');
    return 1;
  }

  function show({ job, facts, alive }: StoredJob): void {
    // A run that is still starting holds no lease yet.
    const view = viewJob(job, facts, alive || isAtWork(stack.github));
    if (view.batches.total === 0) return;
    if (terminal.isTerminal) {
      terminal.draw(progressOf(job, facts, view));
    } else if (isLineDue(shown, view, clock.now())) {
      terminal.log(progressOf(job, facts, view));
      shown = { view, at: clock.now() };
    }
  }

  function progressOf(job: Job, facts: Facts, view: JobView): string {
    const pace = measurePace(job, facts, view, clock.now());
    return terminal.isTerminal ? progressBar(view, pace, terminal.columns) : progressLine(view, pace);
  }
}

/** Null while Redis is away: the runs have more to say about it. */
async function ignoringOutage<Found>(read: () => Promise<Found>): Promise<Found | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof RedisError) return null;
    throw error;
  }
}

function scheduleOf(github: GitHubStandIn, terminal: Terminal): WatchdogSchedule {
  const schedule = createWatchdogSchedule({
    isAtWork: () => isAtWork(github),
    sendWatchdog: () => void github.fireSchedule(WATCHDOG_CRON),
    startRun: (jobId) => void github.dispatchWorkflow({ 'job-id': jobId }),
    say: (sentence) => terminal.log(sentence, 'warning'),
  });
  github.events.on('run-finished', ({ state, outputs }) => {
    const failed = state.status === 'completed' && state.conclusion === 'failure';
    if (failed && outputs.dispatched !== 'true') schedule.runFailed();
  });
  return schedule;
}

/** As shells have it for a program that was ended by SIGINT. */
const INTERRUPTED = 130;
