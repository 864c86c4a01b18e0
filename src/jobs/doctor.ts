import type { Clock } from '../core/clock.ts';
import { type Diagnosis, type DoctorReport, diagnosesOf } from '../core/diagnosis.ts';
import { errorMessage } from '../core/error-message.ts';
import { oneLine } from '../core/one-line.ts';
import { textVariable, type Variables } from '../core/read-variable.ts';
import { createGitHub } from '../github/create-github.ts';
import { gitHubSettingsFrom } from '../github/github-settings.ts';
import { notifyConfigFromEnvironment } from '../notices/notice-settings.ts';
import { readEnvironment } from '../sources/environment.ts';
import { createRedis } from '../store/redis.ts';
import { redisSettingsFrom } from '../store/redis-settings.ts';
import { diagnoseDeployment } from './diagnose-deployment.ts';
import { diagnoseEvents, diagnoseSchedule, diagnoseToken, diagnoseWorkflow } from './diagnose-github.ts';
import { diagnoseWriting } from './diagnose-redis.ts';
import { diagnoseYahoo } from './diagnose-yahoo.ts';

export interface DoctorPorts {
  fetch: typeof globalThis.fetch;
  clock: Clock;
  /** From 0 to 1. */
  random: () => number;
}

/** A person waits for it. */
const TIMEOUT_MILLISECONDS = 5_000;

/** Tries all that the environment names, and says what is missing. Never rejects; done within half a minute. */
export async function runDoctor(env: Variables, ports: DoctorPorts): Promise<DoctorReport> {
  const where = whereIn(env);
  const found = await Promise.all([
    diagnosed('environment', async () => environmentIn(env, where)),
    diagnosed('redis', () => redisIn(env, ports)),
    ...gitHubIn(env, where, ports),
    diagnosed('yahoo', () =>
      diagnoseYahoo({
        ...readEnvironment(env).yahoo,
        fetch: ports.fetch,
        now: () => new Date(ports.clock.now()),
      }),
    ),
    diagnosed('notices', async () => noticesIn(env)),
    diagnosed('deployment', () => diagnoseDeployment(env, ports.fetch)),
  ]);
  return { where, checks: found.flat() };
}

/** What a check found; if it was refused or got no answer, that. */
async function diagnosed(about: Diagnosis['about'], check: () => Promise<Diagnosis[]>): Promise<Diagnosis[]> {
  try {
    return await check();
  } catch (error) {
    return [diagnosesOf(about).problem(oneLine(errorMessage(error), LONGEST_TEXT))];
  }
}

const LONGEST_TEXT = 500;

function whereIn(env: Variables): DoctorReport['where'] {
  if (env.VERCEL === '1') return 'deployment';
  return env.GITHUB_ACTIONS === 'true' ? 'action' : 'local';
}

function environmentIn(env: Variables, where: DoctorReport['where']): Diagnosis[] {
  const say = diagnosesOf('environment');
  const node = say.ok(`${WHERE[where]}, on Node ${process.versions.node}.`);
  if (where !== 'deployment') return [node];
  const isSet = (name: string) => textVariable(env, name) !== '';
  return [
    node,
    isSet('FILL_CACHE_API_TOKEN')
      ? say.ok('FILL_CACHE_API_TOKEN is set.')
      : say.problem(
          'FILL_CACHE_API_TOKEN is not set, so nobody may call the API: set it to the output of openssl rand -hex 32.',
        ),
    isSet('CRON_SECRET')
      ? say.ok('CRON_SECRET is set.')
      : say.problem(
          'CRON_SECRET is not set, so the cron cannot look for stalled jobs: set it to the output of openssl rand -hex 32.',
        ),
  ];
}

const WHERE: Readonly<Record<DoctorReport['where'], string>> = {
  deployment: 'A deployment on Vercel',
  action: 'A run of GitHub Actions',
  local: 'A machine of your own',
};

async function redisIn(env: Variables, { clock, random }: DoctorPorts): Promise<Diagnosis[]> {
  const settings = redisSettingsFrom(env);
  if (settings === null) {
    return [
      diagnosesOf('redis').problem(
        'UPSTASH_REDIS_REST_URL or UPSTASH_REDIS_REST_TOKEN is not set: set both, as the page of the database at upstash.com has them. npm start prints those of its own.',
      ),
    ];
  }
  const redis = createRedis({ ...settings, timeoutMilliseconds: TIMEOUT_MILLISECONDS, retries: 1 });
  return diagnoseWriting(redis, `${clock.now()}-${random().toString(36).slice(2)}`);
}

function gitHubIn(env: Variables, where: DoctorReport['where'], { clock, random, fetch }: DoctorPorts) {
  const check = (work: (settings: ReturnType<typeof gitHubOf>) => Promise<Diagnosis[]>) =>
    diagnosed('github', async () => work(gitHubOf()));
  const gitHubOf = () => {
    const settings = gitHubSettingsFrom(env);
    return (
      settings &&
      createGitHub({ ...settings, clock, random, fetch, timeoutMilliseconds: TIMEOUT_MILLISECONDS })
    );
  };
  return [
    check(async (github) => {
      if (github) return where === 'action' ? diagnoseEvents(github) : diagnoseWorkflow(github);
      return [missingGitHub(env, where)];
    }),
    check(async (github) => (github ? diagnoseSchedule(github, clock.now()) : [])),
    check(async (github) => (github ? diagnoseToken(github, clock.now()) : [])),
  ];
}

function missingGitHub(env: Variables, where: DoctorReport['where']): Diagnosis {
  const say = diagnosesOf('github');
  const missing = ['GITHUB_REPOSITORY', 'GITHUB_TOKEN'].filter((name) => textVariable(env, name) === '');
  const text = `${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} not set`;
  if (where === 'action')
    return say.note(
      `${text}: to try the token of the run, give the step env: GITHUB_TOKEN: \${{ github.token }}.`,
    );
  if (where === 'local' && missing.length === 2)
    return say.note(`${text}: a deployment of the HTTP API needs them, a machine of your own does not.`);
  return say.problem(
    `${text}, so no run can be started: set GITHUB_REPOSITORY to owner/name, and GITHUB_TOKEN to a token with "actions: write".`,
  );
}

function noticesIn(env: Variables): Diagnosis[] {
  const say = diagnosesOf('notices');
  const { targets, heartbeat } = notifyConfigFromEnvironment(env);
  const told = targets.map(({ origin }) => origin);
  if (told.length === 0 && heartbeat === null)
    return [say.note('Nobody is told of jobs: set FILL_CACHE_NOTIFY_URL, and try it with notify-test.')];
  return [
    say.ok(`Told of jobs: ${[...told, ...(heartbeat ? [`heartbeat ${heartbeat.origin}`] : [])].join(', ')}.`),
  ];
}
