import type { Clock } from '../core/clock.ts';
import type { WorkflowStarter } from '../github/create-github.ts';
import type { Redis } from '../store/redis.ts';
import { requireWorkflow } from './require-workflow.ts';
import { toProblem } from './to-problem.ts';

/** The problem of each; null if there is none. */
export interface Health {
  redis: string | null;
  github: string | null;
}

export type HealthCheck = () => Promise<Health>;

/** The route is public, so Redis and GitHub are checked no more often than this. */
const KEPT_MILLISECONDS = 30_000;

/** Asks whether Redis answers, and whether the token may start the workflow. */
export function createHealthCheck(ports: {
  redis: Redis;
  workflow: WorkflowStarter | null;
  clock: Clock;
}): HealthCheck {
  let kept: { at: number; health: Promise<Health> } | null = null;
  const look = async (): Promise<Health> => {
    const [redis, github] = await Promise.all([
      problemOf(() => ports.redis.pipeline([['PING']])),
      problemOf(() => requireWorkflow(ports).checkWorkflow()),
    ]);
    return { redis, github };
  };
  return () => {
    const now = ports.clock.now();
    if (!kept || now - kept.at >= KEPT_MILLISECONDS) kept = { at: now, health: look() };
    return kept.health;
  };
}

async function problemOf(ask: () => Promise<unknown>): Promise<string | null> {
  try {
    await ask();
    return null;
  } catch (error) {
    return toProblem(error).message;
  }
}
