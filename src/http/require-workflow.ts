import type { WorkflowStarter } from '../github/create-github.ts';
import { Problem } from './problem.ts';

/** The workflow, for whoever is about to start a run. @throws {Problem} 503 if none is configured. */
export function requireWorkflow({ workflow }: { workflow: WorkflowStarter | null }): WorkflowStarter {
  if (workflow) return workflow;
  throw new Problem(
    'not-configured',
    'No run can be started: set the environment variables GITHUB_REPOSITORY (owner/name) and GITHUB_TOKEN.',
  );
}
