import { viewJob } from '../src/job/view.ts';
import { KEYS } from '../src/store/keys.ts';
import { readJob } from '../src/store/read-job.ts';
import type { Redis } from '../src/store/redis.ts';
import type { ChainStack } from '../test/support/chain-stack.ts';
import type { OutsideRuns } from './outside-runs.ts';
import { SECRETS } from './secrets.ts';
import type { StormyYahoo } from './stormy-yahoo.ts';

/** Requests without an answer that a ticker must have had before it is failed for it. */
const EVIDENCE = 5;

export interface ToldStory {
  redis: Redis;
  jobId: string;
  yahoo: StormyYahoo;
  stack: ChainStack;
  outside: OutsideRuns;
}

/** What must hold at the end of any story, beyond what holds at any time (`auditJob`). */
export async function auditStory(story: ToldStory): Promise<string[]> {
  return [
    ...(await hasEnded(story)),
    ...(await blamesNobody(story)),
    ...(await leavesNothingBehind(story)),
    ...tellsNoSecret(story),
  ];
}

async function hasEnded({ redis, jobId, stack, outside }: ToldStory): Promise<string[]> {
  const stored = await readJob(redis, jobId);
  if (!stored) return [`${jobId} is gone`];
  const { status, progress } = viewJob(stored.job, stored.facts, stored.alive);
  const told = allOutput({ stack, outside }).filter((line) => line.startsWith('🎉'));
  return [
    ...(status === 'completed'
      ? []
      : [`the job is ${status}, with ${progress.processed} of ${progress.total}`]),
    ...(told.length > 1 ? [`completion was told ${told.length} times`] : []),
  ];
}

/** Dead tickers have failed in Yahoo's words; others only if they were silent often enough. */
export async function blamesNobody({
  redis,
  jobId,
  yahoo,
}: Pick<ToldStory, 'redis' | 'jobId' | 'yahoo'>): Promise<string[]> {
  const stored = await readJob(redis, jobId);
  if (!stored) return [];
  return viewJob(stored.job, stored.facts, false).failures.flatMap(({ ticker, code }) => {
    const isEvident =
      code === 'no-answer' ? (yahoo.silences.get(ticker) ?? 0) >= EVIDENCE : yahoo.isDead(ticker);
    return isEvident ? [] : [`${ticker} is blamed (${code})`];
  });
}

async function leavesNothingBehind({ redis, jobId, stack }: ToldStory): Promise<string[]> {
  const [leases, open, ...lives] = await redis.pipeline([
    ['EXISTS', KEYS.lease(jobId, 1), KEYS.dispatch(jobId)],
    ['SISMEMBER', KEYS.openJobs, jobId],
    ...[KEYS.job(jobId), KEYS.plan(jobId), KEYS.done(jobId), KEYS.runs(jobId)].map(
      (key) => ['TTL', key] as const,
    ),
  ]);
  const alive = stack.github.runs().filter(({ processId }) => processId !== null);
  return [
    ...(leases === 0 ? [] : ['a lease outlives its job']),
    ...(open === 0 ? [] : ['an ended job is among the open ones']),
    ...(lives.every((life) => Number(life) > 0) ? [] : [`keys without a time to live: ${lives.join(', ')}`]),
    ...(alive.length === 0 ? [] : ['a process is left']),
  ];
}

function tellsNoSecret({ stack, outside }: ToldStory): string[] {
  const written = [
    ...allOutput({ stack, outside }),
    ...stack.github.runs().map(({ summary }) => summary),
  ].join('\n');
  return Object.values(SECRETS)
    .filter((secret) => written.includes(secret))
    .map((secret) => `${secret} was written`);
}

function allOutput({ stack, outside }: Pick<ToldStory, 'stack' | 'outside'>): string[] {
  return [...stack.lines, ...outside.output().split('\n')];
}
