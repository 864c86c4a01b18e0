import type { DispatchInput, Workflow } from './workflow-file.ts';

/** What makes a workflow run, as far as fill-cache uses it. */
export type TriggerEvent =
  | { name: 'repository_dispatch'; type: string; clientPayload: Readonly<Record<string, unknown>> | null }
  | { name: 'workflow_dispatch'; file: string; inputs: Readonly<Record<string, string>> }
  | { name: 'schedule'; cron: string };

export const DEFAULT_BRANCH = 'main';
export const DEFAULT_REF = `refs/heads/${DEFAULT_BRANCH}`;

/** Whether an event starts this workflow. An event that starts none is accepted all the same, as at GitHub. */
export function listens(workflow: Workflow, event: TriggerEvent): boolean {
  switch (event.name) {
    case 'repository_dispatch': {
      const listener = workflow.on.repository_dispatch;
      return listener !== undefined && (listener.types?.includes(event.type) ?? true);
    }
    case 'workflow_dispatch':
      return workflow.file === event.file && workflow.on.workflow_dispatch !== undefined;
    case 'schedule':
      return workflow.on.schedule.some(({ cron }) => cron === event.cron);
  }
}

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

/** Completes the inputs of a `workflow_dispatch` with the defaults of the file, or gives GitHub's reason to refuse. */
export function completeInputs(
  workflow: Workflow,
  given: Readonly<Record<string, string>>,
): { inputs: Record<string, string> } | { refusal: string } {
  const declared = workflow.on.workflow_dispatch?.inputs;
  if (!declared) return { refusal: "Workflow does not have 'workflow_dispatch' trigger" };
  const unexpected = Object.keys(given).filter((name) => !Object.hasOwn(declared, name));
  if (unexpected.length > 0) return { refusal: `Unexpected inputs provided: ${JSON.stringify(unexpected)}` };
  const inputs: Record<string, string> = {};
  for (const [name, input] of Object.entries(declared)) {
    const value = given[name] ?? input.default ?? '';
    const refusal = refuseInput(name, input, value, given[name] !== undefined);
    if (refusal !== null) return { refusal };
    inputs[name] = value;
  }
  return { inputs };
}

/** The context `inputs`: like the event's, but booleans and numbers have their types. */
export function typeInputs(workflow: Workflow, event: TriggerEvent): Readonly<Record<string, unknown>> {
  if (event.name !== 'workflow_dispatch') return {};
  const declared = workflow.on.workflow_dispatch?.inputs ?? {};
  return Object.fromEntries(
    Object.entries(event.inputs).map(([name, value]) => [name, typeInput(declared[name]?.type, value)]),
  );
}

function refuseInput(name: string, input: DispatchInput, value: string, isGiven: boolean): string | null {
  if (input.required && value === '') return `Required input '${name}' not provided`;
  const allowed =
    input.type === 'boolean' ? ['true', 'false'] : input.type === 'choice' ? input.options : null;
  if (isGiven && allowed && !allowed.includes(value))
    return `Provided value '${value}' for input '${name}' not in the list of allowed values`;
  return null;
}

function typeInput(type: DispatchInput['type'] | undefined, value: string): string | boolean | number {
  if (type === 'boolean') return value === 'true';
  if (type === 'number') return Number(value);
  return value;
}
