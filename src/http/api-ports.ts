import type { ChainWorkflow } from '../github/start-workflow.ts';
import type { RunPorts } from '../jobs/run-ports.ts';
import type { AccessConfig } from './access.ts';
import type { HealthCheck } from './health-check.ts';
import { Problem } from './problem.ts';

/** Everything outside that a route touches. */
export interface ApiPorts extends Omit<RunPorts, 'github'> {
  /** Null if this deployment has not been told of a repository. */
  workflow: ChainWorkflow | null;
  access: AccessConfig;
  health: HealthCheck;
}

/** The workflow, for those who are about to start a run. @throws {Problem} 503 if none is configured. */
export function requireWorkflow({ workflow }: Pick<ApiPorts, 'workflow'>): ChainWorkflow {
  if (workflow) return workflow;
  throw new Problem(
    'not-configured',
    'No run can be started: set the environment variables GITHUB_REPOSITORY (owner/name) and GITHUB_TOKEN.',
  );
}
