import { DISK_FULL } from '../cli/local-texts.ts';
import { lastRun, pausedUntil } from '../core/facts.ts';
import { lanesFor } from '../core/lanes.ts';
import { RESTARTS_WITHOUT_PROGRESS } from '../core/limits.ts';
import { viewJob } from '../core/view.ts';
import { continuesByItself, notBefore } from '../core/watch.ts';
import type { StoredJob } from '../store/read-job.ts';
import type { Run } from './github/run.ts';

/** The workflow's watchdog; a test holds it against the file. */
export const WATCHDOG_CRON = '53 */3 * * *';
/** How long a job rests here until the watchdog is sent; at GitHub it comes every three hours. */
export const COOLDOWN_MILLISECONDS = 60_000;
/** A problem that so many runs in a row report stays until its cause is removed. */
const SAME_PROBLEM_RUNS = 2;
/** Enough for a source to show that it answers again: the whole time budget of a run that nobody answers is minutes. */
const SECOND_LOOK_SECONDS = 30;

export interface WatchdogPorts {
  isAtWork(): boolean;
  sendWatchdog(): void;
  /** @param timeBudget in seconds; that of the job if it is left out. */
  startRun(jobId: string, timeBudget?: number): void;
  report(sentence: string): void;
}

/** GitHub's schedule for one job. */
export function createWatchdogSchedule(ports: WatchdogPorts) {
  let restingSince: number | null = null;
  let batchesDone = 0;
  let failedRuns = 0;
  let latest: { problem: string | null; runs: number } = { problem: null, runs: 0 };

  return {
    /** To be called at each look at the job: sends the watchdog when it is time. @param now milliseconds since 1970. */
    tend(stored: StoredJob, now: number): void {
      const { jobId, status, batches } = viewJob(stored.job, stored.facts, stored.alive);
      if (batches.completed > batchesDone) [failedRuns, latest] = [0, { problem: null, runs: 0 }];
      batchesDone = batches.completed;
      const rests = status === 'stalled' || status === 'pending';
      const isLeft = isLeftToWatchdog(stored, now);
      // A second run soon tells whether the problem stands.
      const isTriedAgain = latest.runs < SAME_PROBLEM_RUNS && wasRefused(stored, now);
      if (!rests || ports.isAtWork() || !(isLeft || isTriedAgain)) {
        restingSince = null;
        return;
      }
      const seconds = COOLDOWN_MILLISECONDS / 1_000;
      if (restingSince === null)
        ports.report(`Nobody is at work on ${jobId}: the watchdog looks after it in ${seconds} s.`);
      restingSince ??= now;
      if (now - restingSince < COOLDOWN_MILLISECONDS) return;
      restingSince = null;
      // The watchdog passes over a job whose first run died before it began, and a source that answered nobody.
      if (status === 'pending') ports.startRun(jobId);
      else if (isTriedAgain) ports.startRun(jobId, SECOND_LOOK_SECONDS);
      else ports.sendWatchdog();
    },
    /** @param dispatched whether it has started the next run. */
    runFailed({ problem, dispatched }: { problem: string | null; dispatched: boolean }): void {
      if (!dispatched) failedRuns += 1;
      const isSame =
        problem !== null && latest.problem !== null && kindOf(problem) === kindOf(latest.problem);
      latest = { problem, runs: isSame ? latest.runs + 1 : 1 };
    },
    /** Why waiting for the job is useless; null while it may go on by itself. */
    get stuckBecause(): string | null {
      if (latest.problem !== null && latest.runs >= SAME_PROBLEM_RUNS) return latest.problem;
      // At its last restart the watchdog ends the job itself, and says why: it goes first.
      return failedRuns > RESTARTS_WITHOUT_PROGRESS + 1 ? 'Its runs fail and finish nothing.' : null;
    },
  };
}

export function isAtWork(github: { runs(): readonly Pick<Run, 'state'>[] }): boolean {
  return github.runs().some(({ state }) => state.status !== 'completed');
}

/** What the action reported last as an error; what the runner adds about its step is left out. */
export function problemOf({ log }: { log: Readonly<Run['log']> }): string | null {
  const errors = log.filter(({ level, text }) => level === 'error' && !text.startsWith('The step '));
  return errors.at(-1)?.text ?? null;
}

/** What a run saw most, if it says so; else the text of its problem without what differs from run to run. */
function kindOf(problem: string): string {
  if (DISK_FULL.test(problem)) return 'disk full';
  const [, cause] = /Seen most: \d+ × (.+?)(?: Look whether .*)?$/.exec(problem) ?? [];
  const text = cause ?? problem;
  return text.replaceAll(/\bbatch_job_\w+|[\d.:]+|\b(first|second|third|fourth|fifth)\b/g, '#');
}

/** The watchdog leaves alone what was stopped by its user, and a source that asked for a pause. */
function isLeftToWatchdog({ job, facts }: StoredJob, now: number): boolean {
  return continuesByItself(job, facts) && lanesFor(job).some((lane) => notBefore(facts, lane) <= now);
}

/** The last run got nothing from the source, which may be asked again: what is left of the pause is the run's own caution. */
function wasRefused({ job, facts }: StoredJob, now: number): boolean {
  return lanesFor(job).some((lane) => {
    const last = lastRun(facts, lane);
    if (last === null || last.notBefore === null || last.batches > 0) return false;
    return continuesByItself(job, facts) && (pausedUntil(last) ?? 0) <= now;
  });
}
