import { setTimeout } from 'node:timers/promises';
import { viewJob } from '../src/job/view.ts';
import { KEYS } from '../src/store/keys.ts';
import { readJob } from '../src/store/read-job.ts';
import { createRedis } from '../src/store/redis.ts';
import { reopenJob } from '../src/store/steer-job.ts';
import { auditJob } from '../test/support/audit.ts';
import { type ChainStack, startChainStack, tickerNames } from '../test/support/chain-stack.ts';
import { auditStory, blamesNobody } from './audit-story.ts';
import { createOutsideRuns, type OutsideRuns } from './outside-runs.ts';
import { type Chance, createChance } from './random.ts';
import { SECRETS } from './secrets.ts';
import { createStormyGitHub } from './stormy-github.ts';
import { type StormyRedis, startStormyRedis } from './stormy-redis.ts';
import { createStormyYahoo, type StormyYahoo } from './stormy-yahoo.ts';
import { count, type Tally } from './tally.ts';
import { createWeather, type Weather } from './weather.ts';

/** What became of one story; no `wrong` means that nothing was lost. */
export interface StoryReport {
  seed: number;
  redis: 'real' | 'embedded';
  wrong: string[];
  faults: Tally;
  tickers: number;
  /** Good answers beyond one for each ticker, as a share of the tickers. */
  doneTwice: number;
  /** From the end of the storm to the end of the job. */
  healSeconds: number;
}

/** A storm ends after so many faults, or so much time. */
const STORM_FAULTS = 30;
const STORM_MILLISECONDS = 10_000;
const HEALING_ROUNDS = 30;
const LONGEST_REST_MILLISECONDS = 90_000;

interface Scene {
  stack: ChainStack;
  redis: StormyRedis;
  outside: OutsideRuns;
  weather: Weather;
  chance: Chance;
  jobId: string;
  yahoo: StormyYahoo;
  /** What was wrong at a look in the storm: what is written over later must have been right too. */
  seenWrong: Set<string>;
}

/** Plays one story: a job in a storm of faults, then calm and the watchdog, then the audit. */
export async function playStory(seed: number): Promise<StoryReport> {
  const chance = createChance(seed);
  const weather = createWeather(chance);
  const kind = chance.pick<'real' | 'embedded'>(['real', 'embedded']);
  const redis = await startStormyRedis(weather, kind === 'real', SECRETS.redis);
  const yahoo = createStormyYahoo(weather, chance);
  const env = { YAHOO_FINANCE_TIMEOUT: '0.3' };
  const stack = await startChainStack({
    face: redis,
    yahoo: { script: yahoo.script },
    faults: createStormyGitHub(weather),
    token: SECRETS.github,
    env,
  });
  const outside = await createOutsideRuns({
    ...env,
    YAHOO_FINANCE_URL: stack.yahoo.url,
    GITHUB_API_URL: stack.github.url,
    GITHUB_REPOSITORY: 'someone/fill-cache',
    'INPUT_REDIS-URL': redis.url,
    'INPUT_REDIS-TOKEN': redis.token,
    'INPUT_GITHUB-TOKEN': SECRETS.github,
  });
  try {
    const tickers = tickerNames(chance.between(40, 90));
    const jobId = await beginJob(stack, chance, tickers);
    const scene: Scene = { stack, redis, outside, weather, chance, jobId, yahoo, seenWrong: new Set() };
    await storm(scene);
    const calmSince = performance.now();
    await heal(scene);
    const healSeconds = (performance.now() - calmSince) / 1_000;
    const calm = createRedis({ url: redis.calmUrl, token: redis.token });
    const wrong = [
      ...scene.seenWrong,
      ...(await auditJob(calm, jobId)),
      ...(await auditStory({ redis: calm, jobId, yahoo, stack, outside })),
    ];
    const again = [...yahoo.served.values()].reduce((sum, times) => sum + times - 1, 0);
    const doneTwice = again / tickers.length;
    return {
      seed,
      redis: kind,
      wrong,
      faults: weather.faults,
      tickers: tickers.length,
      doneTwice,
      healSeconds,
    };
  } finally {
    await outside.idle();
    await outside.close();
    await stack.close();
  }
}

/** Makes the job while all is well: what is lost before there is a job is no job's loss. */
async function beginJob(stack: ChainStack, chance: Chance, tickers: string[]): Promise<string> {
  const batchSize = chance.pick([5, 5, 1, 7]);
  stack.github.dispatchWorkflow({
    tickers: tickers.join(' '),
    'max-batches': String(Math.ceil(chance.pick([0, 10, 20]) / batchSize)),
    'batch-size': String(batchSize),
    'requests-per-second': String(chance.pick([0, 20, 40])),
  });
  for (;;) {
    const line = stack.lines.find((one) => one.startsWith('📦'));
    const jobId = /batch_job_\w+/.exec(stack.lines.find((one) => one.startsWith('🚀')) ?? '')?.[0];
    if (line && jobId) return jobId;
    await setTimeout(20);
  }
}

async function storm(scene: Scene): Promise<void> {
  const { weather, chance } = scene;
  weather.stormy = true;
  const until = performance.now() + STORM_MILLISECONDS;
  const faults = () => [...weather.faults.values()].reduce((sum, times) => sum + times, 0);
  while (faults() < STORM_FAULTS && performance.now() < until) {
    await setTimeout(chance.between(50, 400));
    await misfortune(scene);
    await look(scene);
  }
  weather.stormy = false;
}

/** Documents and evidence come before the facts that speak of them: so the audit must be clean at any moment. */
async function look({ redis, jobId, yahoo, seenWrong }: Scene): Promise<void> {
  const calm = createRedis({ url: redis.calmUrl, token: redis.token });
  const found = [...(await auditJob(calm, jobId)), ...(await blamesNobody({ redis: calm, jobId, yahoo }))];
  for (const one of found) seenWrong.add(`in the storm: ${one}`);
}

/** Something happens to the runs, or to Redis; or nothing. */
async function misfortune({ stack, redis, outside, weather, chance, jobId }: Scene): Promise<void> {
  const run = stack.github.runs().findLast(({ processId }) => processId !== null);
  const processId = run?.processId ?? null;
  const another = () => outside.start({ 'job-id': jobId }, chance.pick([0, 0, -3_600_000, 3_600_000]));
  switch (
    chance.pick(['kill', 'kill', 'second run', 'zombie', 'cancel', 'kill redis', 'watchdog', 'nothing'])
  ) {
    case 'kill':
      if (processId === null) another();
      else {
        count(weather.faults, 'a run is killed');
        process.kill(processId, 'SIGKILL');
        if (chance.happens(0.7)) stack.github.dispatchRepository('fill-cache-batch', { v: 1, jobId });
      }
      return;
    case 'second run': {
      count(weather.faults, 'two runs at once');
      const child = another();
      if (chance.happens(0.5)) void setTimeout(chance.between(300, 1_500)).then(() => child.kill('SIGKILL'));
      return;
    }
    case 'zombie': {
      count(weather.faults, 'a run sleeps and wakes up');
      const child = another();
      void setTimeout(chance.between(300, 900)).then(() => child.kill('SIGSTOP'));
      void setTimeout(chance.between(1_500, 3_000)).then(() => child.kill('SIGCONT'));
      return;
    }
    case 'cancel':
      if (run && processId !== null) {
        count(weather.faults, 'a run is cancelled');
        run.cancel('chaos');
      }
      return;
    case 'kill redis':
      if (await redis.kill()) count(weather.faults, 'redis is killed');
      return;
    case 'watchdog':
      count(weather.faults, 'the watchdog looks in the storm');
      outside.start({ command: 'resume-stalled' });
  }
}

/** Waits for all runs; a story that does not come to an end has one that hangs, and says which. */
async function restOf(stack: ChainStack, outside: OutsideRuns): Promise<void> {
  const all = Promise.all([outside.idle(), stack.github.idle()]);
  const late = setTimeout(LONGEST_REST_MILLISECONDS, 'late' as const, { ref: false });
  if ((await Promise.race([all, late])) !== 'late') return;
  const runs = stack.github.runs().filter(({ state }) => state.status !== 'completed');
  const names = runs.map(({ id, title, state, processId }) => `${id} ${title} ${state.status} ${processId}`);
  throw new Error(`Runs do not end: ${[...names, ...outside.running()].join('; ')}`);
}

/** Time passes, and the watchdog looks, until the job has ended. Promises that would have run out are taken away. */
async function heal({ stack, redis, outside, jobId }: Scene): Promise<void> {
  const calm = createRedis({ url: redis.calmUrl, token: redis.token });
  for (let round = 1; round <= HEALING_ROUNDS; round++) {
    await restOf(stack, outside);
    const stored = await readJob(calm, jobId);
    if (!stored) throw new Error(`${jobId} is gone`);
    const { status } = viewJob(stored.job, stored.facts, stored.alive);
    if (status === 'completed') return;
    if (status === 'failed') await reopenJob(calm, stored.job, new Date().toISOString());
    await calm.pipeline([['DEL', KEYS.lease(jobId, 1), KEYS.dispatch(jobId)]]);
    outside.start({ command: 'resume-stalled' }, round * 3_600_000);
  }
}
