import type { WorkflowStarter } from '../github/create-github.ts';
import type { JobPorts } from '../jobs/ports.ts';
import { type RunStarter, startByWorkflow } from '../jobs/run-starter.ts';
import type { AccessConfig } from './access.ts';
import type { HealthCheck } from './health-check.ts';
import { Problem } from './problem.ts';

/** Everything outside that a route touches. */
export interface ApiPorts extends Omit<JobPorts, 'starter'> {
  /** Null if this deployment has no repository configured. */
  workflow: WorkflowStarter | null;
  access: AccessConfig;
  health: HealthCheck;
}

/** The workflow, for whoever is about to start a run. @throws {Problem} 503 if none is configured. */
export function requireWorkflow({ workflow }: Pick<ApiPorts, 'workflow'>): WorkflowStarter {
  if (workflow) return workflow;
  throw new Problem(
    'not-configured',
    'No run can be started: set the environment variables GITHUB_REPOSITORY (owner/name) and GITHUB_TOKEN.',
  );
}

/** The ports of a use case that starts runs. @throws {Problem} 503 before anything is changed. */
export function withStarter(ports: ApiPorts): ApiPorts & { starter: RunStarter } {
  return { ...ports, starter: startByWorkflow(requireWorkflow(ports)) };
}
