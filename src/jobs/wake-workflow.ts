import type { WorkflowStarter } from '../github/create-github.ts';
import { GitHubRefused, GitHubUnreachable } from '../github/github-error.ts';

/**
 * Switches the workflow on again if GitHub has switched it off: it does so in a public repository after 60 days without
 * a commit, and the schedules stop. One that a person has switched off stays so.
 */
export async function wakeWorkflow(
  workflow: Pick<WorkflowStarter, 'workflowState' | 'enableWorkflow'>,
  log: (line: string) => void,
): Promise<{ enabled: boolean; problems: string[] }> {
  try {
    if ((await workflow.workflowState()) !== 'disabled_inactivity') return { enabled: false, problems: [] };
    await workflow.enableWorkflow();
    log('The workflow was switched on again: GitHub had switched it off for inactivity.');
    return { enabled: true, problems: [] };
  } catch (error) {
    if (!(error instanceof GitHubRefused || error instanceof GitHubUnreachable)) throw error;
    return { enabled: false, problems: [error.message] };
  }
}
