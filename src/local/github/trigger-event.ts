/** What makes a workflow run, as far as fill-cache uses it. */
export type TriggerEvent =
  | { name: 'repository_dispatch'; type: string; clientPayload: Readonly<Record<string, unknown>> | null }
  | { name: 'workflow_dispatch'; file: string; inputs: Readonly<Record<string, string>> }
  | { name: 'schedule'; cron: string };

/** The event as a run finds it in the file `GITHUB_EVENT_PATH`, and its workflow in `github.event`. */
export function describeEvent(
  event: TriggerEvent,
  place: { repository: string; serverUrl: string; actor: string; workflowPath: string },
): Readonly<Record<string, unknown>> {
  const [owner, name] = place.repository.split('/');
  const common = {
    repository: {
      name,
      full_name: place.repository,
      owner: { login: owner },
      default_branch: DEFAULT_BRANCH,
      html_url: `${place.serverUrl}/${place.repository}`,
    },
    sender: { login: place.actor },
  };
  switch (event.name) {
    case 'repository_dispatch':
      return { action: event.type, branch: DEFAULT_BRANCH, client_payload: event.clientPayload, ...common };
    case 'workflow_dispatch':
      return { inputs: event.inputs, ref: DEFAULT_REF, workflow: place.workflowPath, ...common };
    case 'schedule':
      return { schedule: event.cron, workflow: place.workflowPath, ...common };
  }
}

export const DEFAULT_BRANCH = 'main';
export const DEFAULT_REF = `refs/heads/${DEFAULT_BRANCH}`;
