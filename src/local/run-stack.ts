import type { Flags } from '../cli/local-flags.ts';
import { openingText, restingText, simulatedText } from '../cli/local-texts.ts';
import type { Terminal } from '../cli/terminal.ts';
import { endOf } from '../core/job.ts';
import { viewJob } from '../core/view.ts';
import { systemClock } from '../fetching/system-clock.ts';
import { isAbout, unfinishedJobs } from '../jobs/unfinished-jobs.ts';
import { readJob } from '../store/read-job.ts';
import { type BegunWork, beginWork } from './begin-work.ts';
import { chooseWork } from './choose-work.ts';
import { followJob } from './follow-job.ts';
import type { LogLine } from './github/log-line.ts';
import { openStack, type Stack, type StackConfig } from './open-stack.ts';
import { StartRefused } from './start-refused.ts';
import { isAtWork } from './watchdog-schedule.ts';

export interface StackRequest extends Omit<StackConfig, 'log'> {
  terminal: Terminal;
  /** Aborted when the user wants to end. */
  stop: AbortSignal;
}

/**
 * `npm start`: opens the stack, begins the work, shows it, and ends in order.
 *
 * @returns the exit code. @throws an error whose message is one sentence, if the stack cannot be opened.
 */
export async function runStack({ flags, env, root, terminal, stop }: StackRequest): Promise<number> {
  const stack = await openStack({ flags, env, root, log: (line) => terminal.log(line, 'warning') });
  stack.github.events.on('line', (_, line) => {
    // How a run ends after Ctrl-C is shown by the stack itself.
    if (!stop.aborted || line.level === 'plain') show(line, terminal);
  });
  try {
    const summary = { ...stack, githubUrl: stack.github.url, apiUrl: stack.api.url };
    terminal.log(openingText(summary, flags.tickers?.[0] ?? 'AAPL'));
    if (stack.market.name === 'simulated') terminal.log(simulatedText(stack.market.reason), 'warning');
    const begun = stop.aborted ? null : await begin(flags, stack, terminal);
    const ports = { stack, terminal, clock: systemClock, stop };
    const { code, openJobId } = await followJob(begun, flags.exit, ports);
    if (stop.aborted) await endInOrder(openJobId, stack, terminal);
    return code;
  } finally {
    terminal.draw(null);
    await stack.close();
  }
}

async function begin(flags: Flags, stack: Stack, terminal: Terminal): Promise<BegunWork | null> {
  const { redis, market } = stack;
  if (!market.answers && !flags.idle) {
    const advice =
      'Try again later; made-up prices would overwrite the real ones in this Redis, and come only by --market simulated.';
    if (flags.exit) throw new StartRefused(`${market.reason}. ${advice}`);
    terminal.log(`${market.reason}: no job is started. ${advice}`, 'warning');
    return null;
  }
  const { task, notes } = await chooseWork({
    flags,
    market: market.name,
    apiUrl: stack.api.url,
    unfinished: flags.idle
      ? []
      : await unfinishedJobs(redis.redis, Date.now(), (sentence) => terminal.log(sentence, 'warning')),
    isAboutTickers: (stored) => isAbout(redis.redis, stored, flags.tickers ?? []),
  });
  for (const note of notes) terminal.log(note, 'warning');
  if (task.kind === 'none') {
    terminal.log('No job is started: waiting for requests.');
    return null;
  }
  const begun = await beginWork(task, flags.maxBatches, stack);
  terminal.log(begun.note);
  return begun;
}

async function endInOrder(jobId: string | null, stack: Stack, terminal: Terminal): Promise<void> {
  terminal.draw(null);
  if (isAtWork(stack.github))
    terminal.log('Ending: what has been fetched is written first. Ctrl-C again ends at once.');
  await stack.endRuns();
  const stored = jobId === null ? null : await readJob(stack.redis.redis, jobId);
  if (!stored || endOf(stored.job)) return;
  terminal.log(restingText(viewJob(stored.job, stored.facts, false)), 'strong');
  if (stack.market.name === 'simulated') terminal.log(simulatedText(stack.market.reason), 'warning');
}

function show({ level, text }: LogLine, terminal: Terminal): void {
  if (level === 'warning') terminal.log(`Warning: ${text}`, level);
  else if (level === 'error') terminal.log(`Error: ${text}`, level);
  else if (level !== 'debug') terminal.log(text);
}
