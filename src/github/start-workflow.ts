import { request } from '@octokit/request';
import * as z from 'zod';
import type { Job } from '../core/job.ts';
import { GitHubRefused, toGitHubError } from './github-error.ts';

/** A run that GitHub has started. */
export interface StartedRun {
  id: number;
  /** Its page. */
  url: string;
}

/** The workflow of the chain, as somebody outside of GitHub starts it. */
export interface ChainWorkflow {
  /**
   * Starts a run; null if GitHub has started one and does not say which. Sent once: each request that lands is a run.
   * Rejects with `GitHubRefused` (nothing was started) or `GitHubUnreachable` (a run may have been).
   */
  start(inputs: Record<string, string>): Promise<StartedRun | null>;
  /** Rejects as `start` would if the token could not start a run, or if the workflow is not there or switched off. */
  check(): Promise<void>;
}

export interface ChainWorkflowConfig {
  /** Needs `actions: write`, and no right to push code. */
  token: string;
  /** `owner/name`. */
  repository: string;
  apiUrl: string;
  /** The branch whose workflow is run. */
  ref: string;
  /** @default 15000 */
  timeoutMilliseconds?: number;
}

const FILE = 'fill-cache.yml';
/** Git allows no such name, so nothing can ever be started by it; that GitHub looks for it shows that we may start. */
const IMPOSSIBLE_REF = 'refs/heads/..';
const ROUTE = '/repos/{owner}/{repo}/actions/workflows/{workflow_id}';

const startedSchema = z.object({ workflow_run_id: z.number(), html_url: z.url({ protocol: /^https?$/ }) });
const workflowSchema = z.object({ state: z.string() });

export function createChainWorkflow(config: ChainWorkflowConfig): ChainWorkflow {
  const [owner = '', repo = ''] = config.repository.split('/');
  const client = request.defaults({
    baseUrl: config.apiUrl,
    headers: { authorization: `Bearer ${config.token}`, 'x-github-api-version': '2022-11-28' },
  });
  const target = { owner, repo, workflow_id: FILE };
  const signal = () => AbortSignal.timeout(config.timeoutMilliseconds ?? 15_000);
  const judged = (error: unknown) => toGitHubError(error, config.repository, wordsFor(config));

  const dispatch = async (ref: string, inputs: Record<string, string>) => {
    try {
      const { data } = await client(`POST ${ROUTE}/dispatches`, {
        ...target,
        ref,
        inputs,
        return_run_details: true,
        request: { signal: signal() },
      });
      return data;
    } catch (error) {
      throw judged(error);
    }
  };
  return {
    async start(inputs) {
      const started = startedSchema.safeParse(await dispatch(config.ref, inputs)).data;
      return started ? { id: started.workflow_run_id, url: started.html_url } : null;
    },
    async check() {
      const { data } = await client(`GET ${ROUTE}`, { ...target, request: { signal: signal() } }).catch(
        (error) => {
          throw judged(error);
        },
      );
      const state = workflowSchema.safeParse(data).data?.state;
      if (state !== 'active') {
        throw new GitHubRefused(
          `${FILE} of ${config.repository} is switched off (${state}): enable it on the Actions page.`,
          409,
          null,
          undefined,
        );
      }
      try {
        await dispatch(IMPOSSIBLE_REF, {});
      } catch (error) {
        if (!(error instanceof GitHubRefused) || error.status !== 422) throw error;
      }
    },
  };
}

function wordsFor({ repository, ref }: ChainWorkflowConfig) {
  return {
    thing: 'a run',
    unknownOutcome:
      'it may have started one all the same. Look at the job in a few minutes, then continue it.',
    refusals: {
      401: 'GitHub does not know the token (HTTP 401): check GITHUB_TOKEN; it may have expired.',
      403: `The token may not start runs in ${repository} (HTTP 403): GITHUB_TOKEN needs "actions: write".`,
      404: `There is no ${FILE} in ${repository} for this token (HTTP 404): check GITHUB_REPOSITORY, and that GITHUB_TOKEN may read it.`,
      422: `GitHub does not run ${FILE} of ${repository} on ${ref} (HTTP 422): check GITHUB_REF_NAME, and that the workflow there takes these inputs.`,
    },
  };
}

/** For one run alone; what is left out is as the job has it. */
export interface RunOverrides {
  maxBatches?: number | undefined;
  autoContinue?: boolean | undefined;
}

/** The inputs of the workflow for the next run of a job. */
export function runInputs(
  { id }: Job,
  { maxBatches, autoContinue }: RunOverrides = {},
): Record<string, string> {
  return {
    'job-id': id,
    ...(maxBatches === undefined ? {} : { 'max-batches': String(maxBatches) }),
    ...(autoContinue === undefined ? {} : { 'auto-continue': String(autoContinue) }),
  };
}
