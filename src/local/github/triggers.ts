import type { Workflow } from './workflow-file.ts';

export type Texts = Readonly<Record<string, string>>;

/** What makes a workflow run, as far as fill-cache uses it. */
export type TriggerEvent =
  | { name: 'repository_dispatch'; type: string; clientPayload: Readonly<Record<string, unknown>> | null }
  | { name: 'workflow_dispatch'; file: string; inputs: Texts }
  | { name: 'schedule'; cron: string };

export const DEFAULT_BRANCH = 'main';
export const DEFAULT_REF = `refs/heads/${DEFAULT_BRANCH}`;

/** Whether an event starts this workflow. An event that starts none is accepted all the same, as at GitHub. */
export function listens({ file, on }: Workflow, event: TriggerEvent): boolean {
  switch (event.name) {
    case 'repository_dispatch':
      return (
        on.repository_dispatch !== undefined &&
        (on.repository_dispatch.types ?? [event.type]).includes(event.type)
      );
    case 'workflow_dispatch':
      return file === event.file && on.workflow_dispatch !== undefined;
    case 'schedule':
      return on.schedule.some(({ cron }) => cron === event.cron);
  }
}

/** Completes the inputs of a `workflow_dispatch` with the defaults of the file, or gives GitHub's reason to refuse. */
export function completeInputs({ on }: Workflow, given: Texts): { inputs: Texts } | { refusal: string } {
  const declared = on.workflow_dispatch?.inputs;
  if (!declared) return { refusal: "Workflow does not have 'workflow_dispatch' trigger" };
  const unexpected = Object.keys(given).filter((name) => !Object.hasOwn(declared, name));
  if (unexpected.length > 0) return { refusal: `Unexpected inputs provided: ${JSON.stringify(unexpected)}` };
  const inputs: Record<string, string> = {};
  for (const [name, { type, required, options, default: usual }] of Object.entries(declared)) {
    const value = given[name] ?? usual;
    const allowed = type === 'boolean' ? ['true', 'false'] : type === 'choice' ? options : [value];
    if (required && value === '') return { refusal: `Required input '${name}' not provided` };
    if (given[name] !== undefined && !allowed.includes(value))
      return { refusal: `Provided value '${value}' for input '${name}' not in the list of allowed values` };
    inputs[name] = value;
  }
  return { inputs };
}

/** The context `inputs`: like the event's, but booleans and numbers have their types. */
export function typeInputs({ on }: Workflow, event: TriggerEvent): Readonly<Record<string, unknown>> {
  if (event.name !== 'workflow_dispatch') return {};
  const typed = (name: string, value: string) => {
    const type = on.workflow_dispatch?.inputs[name]?.type;
    return type === 'boolean' ? value === 'true' : type === 'number' ? Number(value) : value;
  };
  return Object.fromEntries(Object.entries(event.inputs).map(([name, value]) => [name, typed(name, value)]));
}
