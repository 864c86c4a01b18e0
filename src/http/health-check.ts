import type { Clock } from '../core/clock.ts';
import type { Diagnosis } from '../core/diagnosis.ts';
import type { WorkflowStarter } from '../github/create-github.ts';
import { diagnoseSchedule, diagnoseToken, diagnoseWorkflow } from '../jobs/diagnose-github.ts';
import { diagnoseRedis, diagnoseWriting } from '../jobs/diagnose-redis.ts';
import type { Redis } from '../store/redis.ts';
import { requireWorkflow } from './require-workflow.ts';
import { toProblem } from './to-problem.ts';

/** What is wrong, by what it is about; empty if all is well. */
export type Health = readonly { path: 'redis' | 'github'; message: string }[];

/** `cheap` asks whether Redis and GitHub answer; `thorough` also writes to Redis, and asks when the schedule came. */
export type HealthCheck = (depth: 'cheap' | 'thorough') => Promise<Health>;

/** The route is public, so Redis and GitHub are checked no more often than this. */
const KEPT_MILLISECONDS = 30_000;

/** Asks whether Redis answers, and whether the token may start the workflow. */
export function createHealthCheck(ports: {
  redis: Redis;
  workflow: WorkflowStarter | null;
  clock: Clock;
  random: () => number;
}): HealthCheck {
  const { redis, clock, random } = ports;
  const kept = new Map<string, { at: number; health: Promise<Health> }>();
  const checks = {
    cheap: {
      redis: () => diagnoseRedis(redis),
      github: () => diagnoseWorkflow(requireWorkflow(ports)),
    },
    thorough: {
      redis: () => diagnoseWriting(redis, `${clock.now()}-${random().toString(36).slice(2)}`),
      github: async () => {
        const workflow = requireWorkflow(ports);
        const now = clock.now();
        const found = [await diagnoseWorkflow(workflow), await diagnoseSchedule(workflow, now)];
        return [...found, await diagnoseToken(workflow, now)].flat();
      },
    },
  };
  return (depth) => {
    const now = clock.now();
    const last = kept.get(depth);
    if (last && now - last.at < KEPT_MILLISECONDS) return last.health;
    const { redis: redisCheck, github: gitHubCheck } = checks[depth];
    const health = Promise.all([problemsOf('redis', redisCheck), problemsOf('github', gitHubCheck)]);
    const found = health.then((problems) => problems.flat());
    kept.set(depth, { at: now, health: found });
    return found;
  };
}

async function problemsOf(
  path: Health[number]['path'],
  check: () => Promise<readonly Diagnosis[]>,
): Promise<Health> {
  try {
    const found = await check();
    return found.flatMap(({ state, text }) => (state === 'problem' ? [{ path, message: text }] : []));
  } catch (error) {
    return [{ path, message: toProblem(error).message }];
  }
}
