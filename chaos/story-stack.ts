import { createRedis, type Redis } from '../src/store/redis.ts';
import { type ChainStack, startChainStack } from '../test/support/chain-stack.ts';
import { type Chance, createChance } from './chance.ts';
import { FAULT_PROFILES, type FaultProfile } from './fault-profiles.ts';
import { createFaultSchedule, type FaultSchedule, type Happens } from './fault-schedule.ts';
import { type FaultyRedis, startFaultyRedis } from './faulty-redis.ts';
import { createFaultyYahoo, type FaultyYahoo } from './faulty-yahoo.ts';
import { createGitHubFaults } from './github-faults.ts';
import { type NoticeReceiver, startNoticeReceiver } from './notice-receiver.ts';
import { createOutsideRuns, type OutsideRuns } from './outside-runs.ts';
import { killIfAlive, PROCESS_FAULT_KINDS } from './process-faults.ts';
import { SECRETS } from './secrets.ts';
import { createStoryClock, type StoryClock } from './story-clock.ts';
import type { StoryScope } from './story-scope.ts';

/** What a story is drawn by. */
export interface StoryPlan {
  profile: FaultProfile;
  kind: 'real' | 'embedded';
  /** Of the job. */
  lanes: number;
  chances: Chance;
  schedule: FaultSchedule;
}

/** The built bundle, and all that it talks to, with faults in between. The story's scope owns it. */
export interface StoryStack extends Omit<StoryPlan, 'chances'> {
  scope: StoryScope;
  chance: Chance;
  happens: Happens<keyof typeof SHARES>;
  clock: StoryClock;
  chain: ChainStack;
  outside: OutsideRuns;
  redis: FaultyRedis;
  /** Redis as those see it who look from outside: without faults. */
  readonly direct: Redis;
  yahoo: FaultyYahoo;
  receiver: NoticeReceiver;
  /** Ids of other jobs that are damaged, and what their keys held then. */
  damaged: Map<string, string>;
}

/** More make a story no richer, and its machine slower. */
const MOST_LANES = 4;

/** Of the watchdog's runs, and of the notices. */
const SHARES = {
  'two watchdogs at once': 0.4,
  'a receiver answers 503': 0.3,
  'a receiver cuts the connection': 0.2,
};
/** Seconds of the story, a twentieth of ours, which a busy machine may need to answer at all. */
const PATIENT = { YAHOO_FINANCE_TIMEOUT: '60' };

/** Seeds in a row go through all profiles, each on both kinds of Redis. */
export function planStory(seed: number): StoryPlan {
  const turn = Math.floor(seed / FAULT_PROFILES.length);
  const schedule = createFaultSchedule(turn);
  for (const fault of PROCESS_FAULT_KINDS) schedule.faults.set(fault, 0);
  return {
    profile: FAULT_PROFILES[seed % FAULT_PROFILES.length] ?? FAULT_PROFILES[0],
    kind: turn % 2 === 0 ? 'real' : 'embedded',
    lanes: createChance(seed).between(1, MOST_LANES),
    chances: createChance(seed),
    schedule,
  };
}

export async function startStoryStack(plan: StoryPlan, scope: StoryScope): Promise<StoryStack> {
  const { profile, kind, lanes, chances, schedule } = plan;
  const chance = () => createChance(chances.between(0, 2 ** 31));
  const clock = scope.owns(createStoryClock(), ({ close }) => close());
  let runs: ChainStack['github']['runs'] = () => [];
  const killRun = () => {
    for (const { processId } of runs()) if (processId !== null) killIfAlive(processId);
  };
  const redis = await startFaultyRedis({
    scope,
    schedule,
    real: kind === 'real',
    token: SECRETS.redis,
    factor: profile.redis,
    chance: chance(),
    killRun,
  });
  const yahoo = createFaultyYahoo(schedule, { factor: profile.yahoo, chance: chance() });
  const happens = schedule.each(SHARES, 1, chance());
  const receiver = await startNoticeReceiver(scope, happens);
  const env = { ...clock.environment(), ...PATIENT };
  const started = await startChainStack({
    face: { url: redis.url, token: redis.token, close: async () => {} },
    yahoo: { script: yahoo.script },
    faults: createGitHubFaults(schedule, { factor: profile.github, chance: chance(), killRun }),
    token: SECRETS.github,
    secrets: { FILL_CACHE_NOTIFY_URL: receiver.url, FILL_CACHE_NOTIFY_SECRET: SECRETS.notify },
    env,
  });
  const chain = scope.owns(started, async ({ close }) => {
    const closed = close();
    // A run that is only asked to end waits for a Redis that does not answer any more.
    killRun();
    await closed;
  });
  runs = chain.github.runs;
  const outside = await createOutsideRuns(scope, {
    ...env,
    YAHOO_FINANCE_URL: chain.yahoo.url,
    GITHUB_API_URL: chain.github.url,
    GITHUB_SERVER_URL: chain.github.url,
    GITHUB_REPOSITORY: 'someone/fill-cache',
    'INPUT_REDIS-URL': redis.url,
    'INPUT_REDIS-TOKEN': redis.token,
    'INPUT_GITHUB-TOKEN': SECRETS.github,
    'INPUT_NOTIFY-URL': receiver.url,
    'INPUT_NOTIFY-SECRET': SECRETS.notify,
  });
  return {
    profile,
    kind,
    lanes,
    schedule,
    scope,
    chance: chance(),
    happens,
    clock,
    chain,
    outside,
    redis,
    get direct() {
      return createRedis({ url: redis.directUrl, token: redis.token });
    },
    yahoo,
    receiver,
    damaged: new Map(),
  };
}
