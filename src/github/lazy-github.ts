import type { GitHub, GitHubConfig } from './create-github.ts';

/** GitHub's API, which is loaded with the first request: most calls of the HTTP API send none. */
export function createLazyGitHub(config: GitHubConfig): GitHub {
  let loaded: Promise<GitHub> | undefined;
  const github = () => {
    loaded ??= import('./create-github.ts').then(({ createGitHub }) => createGitHub(config));
    return loaded;
  };
  return {
    dispatch: async (event, options) => (await github()).dispatch(event, options),
    startWorkflow: async (inputs) => (await github()).startWorkflow(inputs),
    checkWorkflow: async () => (await github()).checkWorkflow(),
    checkEvent: async () => (await github()).checkEvent(),
    workflowState: async () => (await github()).workflowState(),
    enableWorkflow: async () => (await github()).enableWorkflow(),
    tokenEnd: async () => (await github()).tokenEnd(),
    lastScheduledRun: async () => (await github()).lastScheduledRun(),
  };
}
