import { createRedis, type Redis } from '../src/store/redis.ts';
import { type ChainStack, startChainStack } from '../test/support/chain-stack.ts';
import { type Chance, createChance } from './chance.ts';
import { CLIMATES, type Climate } from './climate.ts';
import { killIfAlive, MISFORTUNE_KINDS } from './misfortunes.ts';
import { createOutsideRuns, type OutsideRuns } from './outside-runs.ts';
import { SECRETS } from './secrets.ts';
import { createStormyGitHub } from './stormy-github.ts';
import { type StormyRedis, startStormyRedis } from './stormy-redis.ts';
import { createStormyYahoo, type StormyYahoo } from './stormy-yahoo.ts';
import { createWeather, type Strikes, type Weather } from './weather.ts';
import { createWorldClock, type WorldClock } from './world-clock.ts';

/** Where a story plays: the built bundle, and all that it talks to, with the weather over it. */
export interface Scene {
  climate: Climate;
  kind: 'real' | 'embedded';
  chance: Chance;
  weather: Weather;
  strikes: Strikes<keyof typeof SHARES>;
  clock: WorldClock;
  stack: ChainStack;
  outside: OutsideRuns;
  redis: StormyRedis;
  /** For those who look from outside: never hit by a fault. */
  readonly calm: Redis;
  yahoo: StormyYahoo;
  close(): Promise<void>;
}

/** Of the looks of the watchdog. */
const SHARES = { 'two watchdogs at once': 0.4 };
/** Seconds of the story, of which our machine may need some to answer at all. */
const PATIENT = { YAHOO_FINANCE_TIMEOUT: '30' };

/** Seeds in a row go through all climates, each on both kinds of Redis. */
export async function setScene(seed: number): Promise<Scene> {
  const climate = CLIMATES[seed % CLIMATES.length] ?? CLIMATES[0];
  const turn = Math.floor(seed / CLIMATES.length);
  const kind = turn % 2 === 0 ? 'real' : 'embedded';
  const chances = createChance(seed);
  const chance = () => createChance(chances.between(0, 2 ** 31));
  const clock = createWorldClock();
  const weather = createWeather(turn);
  for (const misfortune of MISFORTUNE_KINDS) weather.faults.set(misfortune, 0);
  let runs: ChainStack['github']['runs'] = () => [];
  const killRun = () => {
    for (const { processId } of runs()) if (processId !== null) killIfAlive(processId);
  };
  const redis = await startStormyRedis(weather, {
    real: kind === 'real',
    token: SECRETS.redis,
    roughness: climate.redis,
    chance: chance(),
    killRun,
  });
  const yahoo = createStormyYahoo(weather, { roughness: climate.yahoo, chance: chance() });
  const env = { ...clock.environment(), ...PATIENT };
  const stack = await startChainStack({
    face: redis,
    yahoo: { script: yahoo.script },
    faults: createStormyGitHub(weather, { roughness: climate.github, chance: chance(), killRun }),
    token: SECRETS.github,
    env,
  });
  runs = stack.github.runs;
  const outside = await createOutsideRuns({
    ...env,
    YAHOO_FINANCE_URL: stack.yahoo.url,
    GITHUB_API_URL: stack.github.url,
    GITHUB_REPOSITORY: 'someone/fill-cache',
    'INPUT_REDIS-URL': redis.url,
    'INPUT_REDIS-TOKEN': redis.token,
    'INPUT_GITHUB-TOKEN': SECRETS.github,
  });
  return {
    climate,
    kind,
    chance: chance(),
    weather,
    strikes: weather.over(SHARES, 1, chance()),
    clock,
    stack,
    outside,
    redis,
    get calm() {
      return createRedis({ url: redis.calmUrl, token: redis.token });
    },
    yahoo,
    async close() {
      await outside.close();
      await stack.close();
      clock.close();
    },
  };
}
