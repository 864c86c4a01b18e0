import type { SharedRateLimiter } from '../fetching/rate-limiter.ts';
import type { WorkflowStarter } from '../github/create-github.ts';
import type { JobPorts } from '../jobs/ports.ts';
import type { AccessConfig } from './access.ts';
import type { BadgeCache } from './badge-cache.ts';
import type { HealthCheck } from './health-check.ts';

/** Everything outside that a route touches. */
export interface ApiPorts extends Omit<JobPorts, 'starter'> {
  /** Null if this deployment has no repository configured. */
  workflow: WorkflowStarter | null;
  access: AccessConfig;
  health: HealthCheck;
  /** Of all direct fills of this instance. */
  rateLimiter: SharedRateLimiter;
  badge: BadgeCache;
}
