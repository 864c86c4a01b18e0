import { EXIT_CODES } from '../cli/exit-codes.ts';
import {
  endingText,
  notMadeText,
  readingLine,
  readingTexts,
  simulatedText,
  stuckText,
} from '../cli/local-texts.ts';
import { createProgressDisplay } from '../cli/progress-display.ts';
import type { Terminal } from '../cli/terminal.ts';
import type { Clock } from '../core/clock.ts';
import { errorMessage } from '../core/error-message.ts';
import { endOf } from '../core/job.ts';
import { type JobView, viewJob } from '../core/view.ts';
import { readJob, readPlan, type StoredJob } from '../store/read-job.ts';
import type { BegunWork } from './begin-work.ts';
import type { GitHubStandIn } from './github/stand-in.ts';
import type { Stack } from './open-stack.ts';
import { createRunLog } from './run-log.ts';
import {
  COOLDOWN_MILLISECONDS,
  createWatchdogSchedule,
  isAtWork,
  problemOf,
  WATCHDOG_CRON,
} from './watchdog-schedule.ts';

export interface FollowPorts {
  stack: Pick<Stack, 'redis' | 'market' | 'readAgain'> & {
    github: Pick<GitHubStandIn, 'runs' | 'events' | 'fireSchedule' | 'dispatchWorkflow'>;
  };
  terminal: Terminal;
  clock: Clock;
  /** Aborted when the user wants to end. */
  stop: AbortSignal;
}

/** A look costs four commands, which are free on this machine alone. */
const LOOK_MILLISECONDS = { embedded: 500, server: 500, upstash: 5_000 } as const;

/**
 * Shows how the job that the runs work on goes on, until `stop`; or with `untilEnd`, until the job that was begun has
 * ended or is stuck.
 *
 * @returns the exit code, and the job that was shown last if its end was not.
 */
export async function followJob(
  begun: BegunWork | null,
  untilEnd: boolean,
  { stack, terminal, clock, stop }: FollowPorts,
): Promise<{ code: number; openJobId: string | null }> {
  const { github, market } = stack;
  const runLog = createRunLog({ github, clock }, { keeps: untilEnd });
  const schedule = createWatchdogSchedule({
    isAtWork: () => isAtWork(github),
    sendWatchdog: () => void github.fireSchedule(WATCHDOG_CRON),
    startRun: (jobId, timeBudget) =>
      void github.dispatchWorkflow({
        'job-id': jobId,
        ...(timeBudget && { 'time-budget': String(timeBudget) }),
      }),
    report: (sentence) => terminal.log(sentence, 'warning'),
  });
  github.events.on('run-finished', (run) => {
    if (run.state.status === 'completed' && run.state.conclusion === 'failure')
      schedule.runFailed({ problem: problemOf(run), dispatched: run.outputs.dispatched === 'true' });
  });
  const progress = createProgressDisplay(terminal, clock);
  let since = { jobId: '', at: clock.now() };
  /** The problem that was printed last. */
  let lastProblem = '';
  let unreadable: { since: number; reason: string } | null = null;
  let endShown = '';
  if (begun?.jobId) runLog.expect(begun.jobId);

  let code: number = untilEnd ? EXIT_CODES.interrupted : EXIT_CODES.done;
  while (!stop.aborted) {
    const found = await look();
    if (untilEnd && found !== null) {
      code = found;
      break;
    }
    await runLog.waitForMore(LOOK_MILLISECONDS[stack.redis.kind], stop);
  }
  return { code, openJobId: runLog.hasEnded ? null : runLog.jobId };

  /** The exit code that this look would end with; null if there is more to come. */
  async function look(): Promise<number | null> {
    const { jobId } = runLog;
    if (!jobId)
      return begun?.run?.state.status === 'completed'
        ? reportProblem(notMadeText(problemOf(begun.run) ?? 'its run failed', stack.redis))
        : null;
    if (runLog.hasEnded) return null;
    if (since.jobId !== jobId) since = { jobId, at: clock.now() };
    const stored = await read(jobId);
    const end = stored && endOf(stored.job);
    if (stored && end) {
      // The last lines of its run come first.
      if (isAtWork(github)) return null;
      // A run that began after the end, such as one of a doubled event, changes nothing.
      if (endShown !== jobId + end.at) return showEnd(stored, end.at);
      runLog.markEnded();
    } else if (stored) {
      // A run that is still starting holds no lease yet.
      const view = viewJob(stored.job, stored.facts, stored.alive || isAtWork(github));
      if (view.batches.total > 0) progress.show(stored.job, stored.facts, view);
      schedule.tend(stored, clock.now());
    }
    const reason = schedule.stuckBecause ?? unreadableReason();
    return reason === null ? null : reportProblem(stuckText(jobId, reason, stack.redis));
  }

  /** Null while Redis does not give the job: the runs have more to say about it. */
  async function read(jobId: string): Promise<StoredJob | null> {
    let reason = `There is no ${jobId} in this Redis any more.`;
    const stored = await readJob(stack.redis.redis, jobId).catch((error: unknown) => {
      reason = errorMessage(error);
      return null;
    });
    unreadable = stored ? null : { since: unreadable?.since ?? clock.now(), reason };
    return stored;
  }

  /** Why the job cannot be read, if that has lasted and no run is at work that could change it. */
  function unreadableReason(): string | null {
    if (!unreadable || isAtWork(github)) return null;
    return clock.now() - unreadable.since >= COOLDOWN_MILLISECONDS ? unreadable.reason : null;
  }

  function reportProblem(sentence: string): number {
    if (lastProblem !== sentence) {
      terminal.draw(null);
      terminal.log(sentence, 'error');
    }
    lastProblem = sentence;
    return 1;
  }

  async function showEnd(stored: StoredJob, endedAt: string): Promise<number> {
    const { job, facts } = stored;
    const view = viewJob(job, facts, false);
    const isCompleted = view.status === 'completed';
    const seconds = (clock.now() - since.at) / 1_000;
    const text = endingText({ job, view, seconds, next: await nextSteps(view) });
    terminal.draw(null);
    if (view.batches.total > 0) progress.conclude(job, facts, view);
    terminal.log(`\n${text}`, isCompleted ? 'strong' : 'error');
    if (market.name === 'simulated') terminal.log(simulatedText(market.reason), 'warning');
    const staysUp = 'All of it stays up for your app, until Ctrl-C.';
    if (!untilEnd) terminal.log([staysUp, ...readingTexts(stack.redis)].join('\n'));
    endShown = job.id + endedAt;
    runLog.markEnded();
    return isCompleted ? 0 : 1;
  }

  async function nextSteps({ jobId, failures }: JobView): Promise<string[]> {
    // A stack that ends takes its Redis with it.
    if (untilEnd && stack.redis.kind !== 'upstash') return [`To read them: ${stack.readAgain}`];
    const failed = new Set(failures.map((failure) => failure.ticker));
    const plan = await readPlan(stack.redis.redis, jobId).catch(() => null);
    const filled = plan?.tickers.find((ticker) => !failed.has(ticker));
    return filled === undefined ? [] : ['To look at one:', readingLine(stack.redis, filled)];
  }
}
