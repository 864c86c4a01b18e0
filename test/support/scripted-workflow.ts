import type { WorkflowStarter } from '../../src/github/create-github.ts';
import { GitHubRefused, GitHubUnreachable } from '../../src/github/github-error.ts';

export interface ScriptedWorkflow extends WorkflowStarter {
  /** The inputs of every run that was asked for, the refused ones too. */
  readonly started: Record<string, string>[];
  /** Comes before each answer; one that rejects is the answer. */
  before: (inputs: Record<string, string>) => Promise<void>;
  /** As GitHub calls it. */
  state: string;
  /** When the schedule last came. */
  scheduledAt: number | null;
}

/** A workflow that starts what it is asked for, and numbers the runs from 1. */
export function createScriptedWorkflow(): ScriptedWorkflow {
  const workflow: ScriptedWorkflow = {
    started: [],
    before: async () => {},
    async startWorkflow(inputs) {
      workflow.started.push(inputs);
      const id = workflow.started.length;
      await workflow.before(inputs);
      return { id, url: `https://github.com/someone/fill-cache/actions/runs/${id}` };
    },
    state: 'active',
    scheduledAt: null,
    checkWorkflow: () => workflow.before({}),
    workflowState: async () => workflow.state,
    async enableWorkflow() {
      workflow.state = 'active';
    },
    tokenEnd: async () => null,
    lastScheduledRun: async () => workflow.scheduledAt,
  };
  return workflow;
}

export const mayNotStart = new GitHubRefused('GITHUB_TOKEN needs "actions: write".', 403, null, undefined);
export const tooManyStarts = new GitHubRefused('GitHub takes no more.', 429, 30_000, undefined);
export const badGateway = new GitHubUnreachable('GitHub did not take a run (HTTP 502).');
