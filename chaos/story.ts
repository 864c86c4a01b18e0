import { setTimeout } from 'node:timers/promises';
import type { Job } from '../src/core/job.ts';
import { type JobStatus, statusOf } from '../src/core/view.ts';
import { writeReopening } from '../src/store/control.ts';
import { readJob } from '../src/store/read-job.ts';
import { tickerNames } from '../test/support/chain-stack.ts';
import { auditAtAnyTime, auditEnd } from './audit-story.ts';
import { suffer } from './misfortunes.ts';
import { untilTheWatchdogLooks } from './passing-time.ts';
import { type Scene, setScene } from './scene.ts';
import type { Tally } from './tally.ts';

/** What became of one story; no `wrong` means that nothing was lost. */
export interface StoryReport {
  seed: number;
  climate: string;
  redis: 'real' | 'embedded';
  wrong: string[];
  /** How often each kind of fault has struck, also those that have not. */
  faults: Tally;
  /** Good answers beyond one for each ticker, as a share of the tickers. */
  doneTwice: number;
  /** Looks of the watchdog, and our seconds, from the end of the storm to the end of the job. */
  healing: { looks: number; seconds: number };
}

/** A storm ends with the job, or after so many faults, or so much time. */
const STORM_FAULTS = 25;
const STORM_MILLISECONDS = 10_000;
const HEALING_LOOKS = 30;
const LONGEST_RUN_MILLISECONDS = 60_000;

/** Plays one story: a job in a storm of faults, then calm and the watchdog, then the audit. */
export async function playStory(seed: number): Promise<StoryReport> {
  const scene = await setScene(seed);
  const tickers = tickerNames(scene.chance.between(25, 40));
  const wrong: string[] = [];
  let healing: StoryReport['healing'] = { looks: 0, seconds: 0 };
  try {
    const jobId = await beginJob(scene, tickers);
    wrong.push(...(await storm(scene, jobId)));
    healing = await heal(scene, jobId);
    wrong.push(...(await auditEnd(scene, jobId)));
  } catch (error) {
    wrong.push(`the story broke off: ${error instanceof Error ? error.message : error}`);
  } finally {
    await scene.close();
  }
  const again = [...scene.yahoo.served.values()].reduce((sum, times) => sum + times - 1, 0);
  return {
    seed,
    climate: scene.climate.name,
    redis: scene.kind,
    wrong,
    faults: scene.weather.faults,
    doneTwice: again / tickers.length,
    healing,
  };
}

/** Makes the job while all is well: what is lost before there is a job is no job's loss. */
async function beginJob({ stack, chance, climate }: Scene, tickers: string[]): Promise<string> {
  const batchSize = chance.pick([5, 5, 2, 7]);
  const run = stack.github.dispatchWorkflow({
    tickers: tickers.join(' '),
    'max-batches': String(Math.ceil(chance.pick(climate.tickersPerRun) / batchSize)),
    'batch-size': String(batchSize),
    'requests-per-second': String(chance.pick([0, 2, 4])),
  });
  for (;;) {
    const planned = stack.lines.some((line) => line.startsWith('📦'));
    const jobId = /batch_job_\w+/.exec(stack.lines.find((line) => line.startsWith('🚀')) ?? '')?.[0];
    if (planned && jobId) return jobId;
    if (!isAlive(run)) throw new Error(`No job was made: ${run.log.map(({ text }) => text).join(' / ')}`);
    await setTimeout(20);
  }
}

/**
 * Whatever is written over later must have been right too: so the audit looks all the time.
 *
 * @returns what it found wrong.
 */
async function storm(scene: Scene, jobId: string): Promise<Set<string>> {
  const { weather, chance, stack, outside } = scene;
  const wrong = new Set<string>();
  const until = performance.now() + STORM_MILLISECONDS;
  const strikes = () => [...weather.faults.values()].reduce((sum, times) => sum + times, 0);
  weather.stormy = true;
  while (strikes() < STORM_FAULTS && performance.now() < until) {
    await setTimeout(chance.between(50, 400));
    for (const one of await auditAtAnyTime(scene, jobId)) wrong.add(`in the storm: ${one}`);
    if ((await lookAt(scene, jobId)).status === 'completed') break;
    const isAnyoneAtWork = outside.running().length > 0 || stack.github.runs().some(isAlive);
    if (isAnyoneAtWork) await suffer(scene, jobId);
    else await untilTheWatchdogLooks(scene, jobId);
  }
  weather.stormy = false;
  return wrong;
}

/** Time passes, and the watchdog looks, until the job is completed. A job that was given up is reopened, as people would. */
async function heal(scene: Scene, jobId: string): Promise<StoryReport['healing']> {
  const calmSince = performance.now();
  let looks = 0;
  for (;;) {
    await restOfRuns(scene);
    const { job, status } = await lookAt(scene, jobId);
    if (status === 'completed' || looks === HEALING_LOOKS) break;
    looks += 1;
    if (status === 'failed') await writeReopening(scene.calm, job, new Date(scene.clock.now()).toISOString());
    await untilTheWatchdogLooks(scene, jobId);
  }
  return { looks, seconds: (performance.now() - calmSince) / 1_000 };
}

async function lookAt({ calm }: Scene, jobId: string): Promise<{ job: Job; status: JobStatus }> {
  const stored = await readJob(calm, jobId);
  if (!stored) throw new Error(`${jobId} is gone`);
  return { job: stored.job, status: statusOf(stored.job, stored.alive) };
}

/** Waits for all runs, also for those that others start while they end. If none ends for long, one hangs: it is named. */
async function restOfRuns({ stack, outside }: Scene): Promise<void> {
  const living = () => stack.github.runs().filter(isAlive);
  const ended = () => stack.github.runs().length - living().length + outside.printed.size;
  let last = { ended: ended(), at: performance.now() };
  while (living().length > 0 || outside.running().length > 0) {
    await setTimeout(50);
    if (ended() !== last.ended) last = { ended: ended(), at: performance.now() };
    if (performance.now() - last.at < LONGEST_RUN_MILLISECONDS) continue;
    const said = living().map(
      ({ id, title, log }) => `${id} (${title}), which last said ${log.at(-1)?.text}`,
    );
    throw new Error(`Runs do not end: ${[...said, ...outside.running()].join('; ')}`);
  }
}

function isAlive({ state }: { state: { status: string } }): boolean {
  return state.status !== 'completed';
}
