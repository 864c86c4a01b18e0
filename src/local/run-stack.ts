import { systemClock } from '../fill/clock.ts';
import { viewJob } from '../job/view.ts';
import { readJob } from '../store/read-job.ts';
import { openingText, restingText, simulatedText } from './announcements.ts';
import { type BegunWork, beginWork } from './begin-work.ts';
import { chooseWork } from './choose-work.ts';
import type { Flags } from './flags.ts';
import { followJob } from './follow-job.ts';
import type { LogLine } from './github/log-line.ts';
import { NoMarket } from './open-market.ts';
import { openStack, type Stack } from './open-stack.ts';
import { createRunEar } from './run-ear.ts';
import type { Emphasis, Screen } from './screen.ts';
import { isAbout, unfinishedJobs } from './unfinished-jobs.ts';
import { isAtWork } from './watchdog-schedule.ts';

export interface StackRequest {
  flags: Flags;
  env: NodeJS.ProcessEnv;
  /** The checkout. */
  root: string;
  screen: Screen;
  /** Aborted when the user wants to end. */
  stop: AbortSignal;
}

/**
 * `npm start`: opens the stack, begins the work, shows it, and ends in order.
 *
 * @returns the exit code.
 * @throws an error whose message is one sentence, if the stack cannot be opened.
 */
export async function runStack({ flags, env, root, screen, stop }: StackRequest): Promise<number> {
  const ear = createRunEar({ keeps: flags.exit });
  const stack = await openStack({
    flags,
    env,
    root,
    log: (line) => screen.log(line, 'warning'),
    onLine(_, line) {
      ear.hear(line);
      // What a run says of having to leave is told in other words.
      if (!stop.aborted || line.level === 'plain') show(line, screen);
    },
  });
  try {
    ear.listenTo(stack.github);
    const summary = { ...stack, githubUrl: stack.github.url, faceUrl: stack.face.url };
    screen.log(openingText(summary, flags.tickers?.[0] ?? 'AAPL'));
    if (stack.market.name === 'simulated') screen.log(simulatedText(stack.market.reason), 'warning');
    const begun = stop.aborted ? null : await begin(flags, stack, screen);
    const ports = { stack, screen, ear, clock: systemClock, stop };
    const code = await followJob(begun, flags.exit, ports);
    if (stop.aborted) await leave(ear.hasEnded ? null : ear.jobId, stack, screen);
    return code;
  } finally {
    screen.draw(null);
    await stack.close();
  }
}

async function begin(flags: Flags, stack: Stack, screen: Screen): Promise<BegunWork | null> {
  const { redis, market } = stack;
  if (!market.answers && !flags.idle) {
    const advice =
      'Try again later; made-up prices would overwrite the real ones in this Redis, and come only by --market simulated.';
    if (flags.exit) throw new NoMarket(`${market.reason}. ${advice}`);
    screen.log(`${market.reason}: no job is started. ${advice}`, 'warning');
    return null;
  }
  const { task, notes } = await chooseWork({
    flags,
    market: market.name,
    unfinished: flags.idle ? [] : await unfinishedJobs(redis.redis, Date.now()),
    isAboutTickers: (stored) => isAbout(redis.redis, stored, flags.tickers ?? []),
  });
  for (const note of notes) screen.log(note, 'warning');
  if (task.kind === 'none') {
    screen.log('No job is started: waiting for requests.');
    return null;
  }
  const begun = await beginWork(task, flags.maxBatches, stack);
  screen.log(begun.note);
  return begun;
}

async function leave(jobId: string | null, stack: Stack, screen: Screen): Promise<void> {
  screen.draw(null);
  if (isAtWork(stack.github))
    screen.log('Ending: what has been fetched is written first. Ctrl-C again ends at once.');
  await stack.endRuns();
  const stored = jobId === null ? null : await readJob(stack.redis.redis, jobId);
  if (!stored || stored.job.end) return;
  screen.log(restingText(viewJob(stored.job, stored.facts, false)), 'strong');
  if (stack.market.name === 'simulated') screen.log(simulatedText(stack.market.reason), 'warning');
}

const SHOWN: Readonly<Record<LogLine['level'], { prefix: string; emphasis: Emphasis } | null>> = {
  plain: { prefix: '', emphasis: 'plain' },
  group: { prefix: '', emphasis: 'plain' },
  notice: { prefix: '', emphasis: 'plain' },
  warning: { prefix: 'Warning: ', emphasis: 'warning' },
  error: { prefix: 'Error: ', emphasis: 'error' },
  debug: null,
};

function show({ level, text }: LogLine, screen: Screen): void {
  const how = SHOWN[level];
  if (how) screen.log(how.prefix + text, how.emphasis);
}
