/** How a request of ours is described in an error: what was asked for, and what each status means. */
export interface GitHubRequest {
  thing: string;
  /** Where the token comes from. */
  token: string;
  /** What to do if nobody knows whether GitHub took it. */
  unknownOutcome: string;
  /** One sentence by status. */
  refusals: Readonly<Record<number, string>>;
}

export const WORKFLOW_FILE = 'fill-cache.yml';

/** The event by which a run starts the next. */
export function describeEvent(repository: string): GitHubRequest {
  return {
    thing: 'the event',
    token: 'github-token',
    unknownOutcome: 'it may have landed all the same. If no run starts, the watchdog continues the job.',
    refusals: {
      401: 'GitHub does not know the token (HTTP 401): check github-token; the token of a run is only good while it runs.',
      403: `The token may not send events to ${repository} (HTTP 403): the workflow needs "permissions: contents: write".`,
      404: `There is no repository ${repository} for this token (HTTP 404): check GITHUB_REPOSITORY and that github-token belongs to it.`,
    },
  };
}

/** A run of the workflow on a branch, started from outside of GitHub. */
export function describeWorkflowRun(repository: string, ref: string): GitHubRequest {
  return {
    thing: 'a run',
    token: 'GITHUB_TOKEN',
    unknownOutcome:
      'it may have started one all the same. Look at the job in a few minutes, then continue it.',
    refusals: {
      401: 'GitHub does not know the token (HTTP 401): check GITHUB_TOKEN; it may have expired.',
      403: `The token may not start runs in ${repository} (HTTP 403): GITHUB_TOKEN needs "actions: write".`,
      404: `There is no ${WORKFLOW_FILE} in ${repository} for this token (HTTP 404): check GITHUB_REPOSITORY, and that GITHUB_TOKEN may read it.`,
      422: `GitHub does not run ${WORKFLOW_FILE} of ${repository} on ${ref} (HTTP 422): check GITHUB_REF_NAME, and that the workflow there takes these inputs.`,
    },
  };
}
