import { errorMessage } from '../src/core/error-message.ts';
import type { Job } from '../src/core/job.ts';
import { type JobStatus, statusOf } from '../src/core/view.ts';
import { writeReopening } from '../src/store/control.ts';
import { readJob } from '../src/store/read-job.ts';
import { tickerNames } from '../test/support/chain-stack.ts';
import { auditLogs } from './audit-logs.ts';
import { isEndTold } from './audit-notices.ts';
import { auditRepetition } from './audit-repetition.ts';
import { auditAtAnyTime, auditEnd } from './audit-story.ts';
import { injectProcessFault } from './process-faults.ts';
import { skipToWatchdog } from './skip-to-watchdog.ts';
import { createStoryScope } from './story-scope.ts';
import { planStory, type StoryStack, startStoryStack } from './story-stack.ts';
import type { Tally } from './tally.ts';

/** The result of one story; no `wrong` means that nothing was lost. */
export interface StoryReport {
  seed: number;
  profile: string;
  redis: 'real' | 'embedded';
  lanes: number;
  wrong: string[];
  /** How often each kind of fault has struck, also those that have not. */
  faults: Tally;
  /** Good answers beyond one for each ticker, as a share of the tickers. */
  doneTwice: number;
  /** How many of them no fault and no meeting of lanes explains: the machine was too busy. */
  unexplained: number;
  /** Runs of the watchdog, and our seconds, from the last fault to the end of the job. */
  healing: { looks: number; seconds: number };
}

/** Faults end with the job, or after so many, or so much time. */
const MOST_FAULTS = 25;
const FAULTS_MILLISECONDS = 10_000;
const HEALING_LOOKS = 30;
const LONGEST_RUN_MILLISECONDS = 60_000;
/** A story takes 5 to 40 s where cores are busy; one that takes longer than this hangs. */
const LONGEST_STORY_MILLISECONDS = 150_000;

/**
 * Plays one story: a job with many faults, then none and the watchdog, then the audit. What it starts is ended when it
 * returns. It never throws: what breaks it off is `wrong`.
 *
 * @param signal ends the story early.
 * @param tickers the least and the most that its job has: with fewer a story has fewer runs, each a process.
 */
export async function playStory(
  seed: number,
  signal?: AbortSignal,
  tickers: readonly [least: number, most: number] = [25, 40],
): Promise<StoryReport> {
  const plan = planStory(seed);
  const scope = createStoryScope(
    AbortSignal.any([AbortSignal.timeout(LONGEST_STORY_MILLISECONDS), ...(signal ? [signal] : [])]),
  );
  const wrong: string[] = [];
  let healing: StoryReport['healing'] = { looks: 0, seconds: 0 };
  let doneTwice = 0;
  let unexplained = 0;
  let stack: StoryStack | null = null;
  try {
    stack = await startStoryStack(plan, scope);
    const names = tickerNames(stack.chance.between(...tickers));
    const jobId = await beginJob(stack, names);
    wrong.push(...(await injectFaults(stack, jobId)));
    healing = await heal(stack, jobId);
    wrong.push(...(await auditEnd(stack, jobId)));
    const again = [...stack.yahoo.served.values()].reduce((sum, times) => sum + times - 1, 0);
    const logs = printedBy(stack);
    const { schedule, lanes } = stack;
    const { faults } = schedule;
    const repetition = auditRepetition({ again, tickers: names.length, faults, lanes, logs });
    wrong.push(...repetition.wrong, ...auditLogs(logs));
    unexplained = repetition.unexplained;
    doneTwice = again / names.length;
  } catch (error) {
    wrong.push(`the story broke off: ${errorMessage(error)}${stack ? `; ${lastRunsOf(stack)}` : ''}`);
  }
  for (const error of await scope.close()) wrong.push(`the story did not close: ${errorMessage(error)}`);
  const { profile, kind, schedule, lanes } = plan;
  return {
    seed,
    profile: profile.name,
    redis: kind,
    lanes,
    wrong,
    faults: schedule.faults,
    doneTwice,
    unexplained,
    healing,
  };
}

/** What each run has printed, GitHub's and those beside them. */
function printedBy({ chain, outside }: StoryStack): string[] {
  const ofGitHub = chain.github.runs().map(({ log }) => log.map(({ text }) => text).join('\n'));
  return [...ofGitHub, ...outside.printed.values()];
}

/** What the newest runs were about when a story broke off. */
function lastRunsOf({ chain: { github } }: StoryStack): string {
  const runs = github.runs();
  const newest = runs.slice(-4).map(({ title, state, log }) => {
    return `${title} is ${state.status}: ${log
      .slice(-3)
      .map(({ text }) => text)
      .join(' / ')}`;
  });
  return `of ${runs.length} runs the newest: ${newest.join('; ')}`;
}

/**
 * In the fast time of a story a request has 750 ms, which a busy machine may need for others: a person starts the workflow
 * again, a while later.
 */
const STARTS = 10;
const BETWEEN_STARTS_MILLISECONDS = 500;

/** Makes the job before any fault: what is lost before there is a job is not lost by the job. */
async function beginJob(
  { chain, chance, direct, profile, scope, lanes }: StoryStack,
  tickers: string[],
): Promise<string> {
  const batchSize = chance.pick([5, 5, 2, 7]);
  const ofLanes = lanes > 1 && {
    lanes: String(lanes),
    // So slow that the others are there before the first has done all; and some chains have many hops.
    'max-batches': '0',
    'requests-per-second': chance.pick(['0.5', '1', '4']),
    'time-budget': chance.pick(['20', '60', '240']),
  };
  const inputs = {
    tickers: tickers.join(' '),
    'max-batches': String(Math.ceil(chance.pick(profile.tickersPerRun) / batchSize)),
    'batch-size': String(batchSize),
    'requests-per-second': String(chance.pick([0, 2, 4])),
    ...ofLanes,
  };
  let run = chain.github.dispatchWorkflow(inputs);
  for (let starts = 1; ; ) {
    const lines = run.log.map(({ text }) => text);
    const jobId = /batch_job_\w+/.exec(lines.find((line) => line.startsWith('🚀')) ?? '')?.[0];
    const hasEnded = !isAlive(run);
    // The log names a job before it is written; and if Redis answers too late, it may be written though its run failed.
    if (jobId && (await readJob(direct, jobId))) return jobId;
    if (hasEnded) {
      if (starts === STARTS) throw new Error(`No job was made: ${lines.join(' / ')}`);
      await scope.sleep(BETWEEN_STARTS_MILLISECONDS);
      run = chain.github.dispatchWorkflow(inputs);
      starts += 1;
    }
    await scope.sleep(20);
  }
}

/**
 * Injects faults, and audits all the time: what is overwritten later must have been right too.
 *
 * @returns what the audits found wrong.
 */
async function injectFaults(stack: StoryStack, jobId: string): Promise<Set<string>> {
  const { schedule, chance, chain, outside, scope } = stack;
  const wrong = new Set<string>();
  const until = performance.now() + FAULTS_MILLISECONDS;
  const faults = () => [...schedule.faults.values()].reduce((sum, times) => sum + times, 0);
  schedule.active = true;
  while (faults() < MOST_FAULTS && performance.now() < until) {
    await scope.sleep(chance.between(50, 400));
    for (const one of await auditAtAnyTime(stack, jobId)) wrong.add(`while faults happen: ${one}`);
    if ((await lookAt(stack, jobId)).status === 'completed') break;
    const isAnyRunAtWork = outside.running().length > 0 || chain.github.runs().some(isAlive);
    if (isAnyRunAtWork) await injectProcessFault(stack, jobId);
    else await skipToWatchdog(stack, jobId);
  }
  schedule.active = false;
  return wrong;
}

/** Skips to the watchdog's next run until the job is completed, and somebody was told. A job that was given up is reopened, as people would. */
async function heal(stack: StoryStack, jobId: string): Promise<StoryReport['healing']> {
  const since = performance.now();
  let looks = 0;
  for (;;) {
    await restOfRuns(stack);
    const { job, status } = await lookAt(stack, jobId);
    const isOver = status === 'completed' && (await isEndTold(stack, job));
    if (isOver || looks === HEALING_LOOKS) break;
    looks += 1;
    if (status === 'failed')
      await writeReopening(stack.direct, job, new Date(stack.clock.now()).toISOString());
    await skipToWatchdog(stack, jobId);
  }
  return { looks, seconds: (performance.now() - since) / 1_000 };
}

async function lookAt({ direct }: StoryStack, jobId: string): Promise<{ job: Job; status: JobStatus }> {
  const stored = await readJob(direct, jobId);
  if (!stored) throw new Error(`${jobId} is gone`);
  return { job: stored.job, status: statusOf(stored.job, stored.alive) };
}

/** Waits for all runs, also for those that others start while they end. If none ends for long, one hangs: it is named. */
async function restOfRuns({ chain, outside, scope }: StoryStack): Promise<void> {
  const living = () => chain.github.runs().filter(isAlive);
  const ended = () => chain.github.runs().length - living().length + outside.printed.size;
  let last = { ended: ended(), at: performance.now() };
  while (living().length > 0 || outside.running().length > 0) {
    await scope.sleep(50);
    if (ended() !== last.ended) last = { ended: ended(), at: performance.now() };
    if (performance.now() - last.at < LONGEST_RUN_MILLISECONDS) continue;
    const named = living().map(
      ({ id, title, log }) => `${id} (${title}), whose last line is ${log.at(-1)?.text}`,
    );
    throw new Error(`Runs do not end: ${[...named, ...outside.running()].join('; ')}`);
  }
}

function isAlive({ state }: { state: { status: string } }): boolean {
  return state.status !== 'completed';
}
