import { lanesFor } from '../core/lanes.ts';
import { RESTARTS_WITHOUT_PROGRESS } from '../core/limits.ts';
import { viewJob } from '../core/view.ts';
import { continuesByItself, notBefore } from '../core/watch.ts';
import type { StoredJob } from '../store/read-job.ts';
import type { GitHubStandIn } from './github/stand-in.ts';

/** The workflow's watchdog; a test holds it against the file. */
export const WATCHDOG_CRON = '53 */3 * * *';
/** How long a job rests here until the watchdog is sent; at GitHub it comes every three hours. */
export const COOLDOWN_MILLISECONDS = 60_000;

/** GitHub's schedule for one job. */
export interface WatchdogSchedule {
  /** To be called at each look at the job: sends the watchdog when it is time. @param now milliseconds since 1970. */
  tend(stored: StoredJob, now: number): void;
  /** A run failed and started no other. */
  runFailed(): void;
  /** So many runs came to nothing that nobody should wait any longer. */
  readonly isStuck: boolean;
}

export interface WatchdogPorts {
  /** Whether a run waits or works on this machine. */
  isAtWork(): boolean;
  sendWatchdog(): void;
  startRun(jobId: string): void;
  say(sentence: string): void;
}

export function createWatchdogSchedule(ports: WatchdogPorts): WatchdogSchedule {
  let restingSince: number | null = null;
  let batchesDone = 0;
  let fruitless = 0;

  return {
    tend(stored, now) {
      const { jobId, status, batches } = viewJob(stored.job, stored.facts, stored.alive);
      if (batches.completed > batchesDone) fruitless = 0;
      batchesDone = batches.completed;
      const rests = status === 'stalled' || status === 'pending';
      if (!rests || ports.isAtWork() || !isLeftToWatchdog(stored, now)) {
        restingSince = null;
        return;
      }
      if (restingSince === null) {
        restingSince = now;
        ports.say(
          `Nobody is at work on ${jobId}: the watchdog looks after it in ${COOLDOWN_MILLISECONDS / 1_000} s.`,
        );
      }
      if (now - restingSince < COOLDOWN_MILLISECONDS) return;
      restingSince = null;
      // A job whose first run died before it began is not stalled, and the watchdog would pass it over.
      if (status === 'pending') ports.startRun(jobId);
      else ports.sendWatchdog();
    },
    runFailed() {
      fruitless += 1;
    },
    get isStuck() {
      // At its last restart the watchdog ends the job itself, and says why: it goes first.
      return fruitless > RESTARTS_WITHOUT_PROGRESS + 1;
    },
  };
}

/** Whether some run of this stand-in waits or works. */
export function isAtWork(github: Pick<GitHubStandIn, 'runs'>): boolean {
  return github.runs().some(({ state }) => state.status !== 'completed');
}

/** The watchdog leaves alone what was told to stop, and a source that asked not to be called yet. */
function isLeftToWatchdog({ job, facts }: StoredJob, now: number): boolean {
  return lanesFor(job).some((lane) => continuesByItself(job, facts, lane) && notBefore(facts, lane) <= now);
}
