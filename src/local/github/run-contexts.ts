import { interpolate } from './expression.ts';
import type { RunIdentity, RunSite } from './run.ts';
import { DEFAULT_BRANCH, DEFAULT_REF, type Texts, type TriggerEvent, typeInputs } from './triggers.ts';

type Context = Readonly<Record<string, unknown>>;

/** The contexts that are known before a run starts: all that `run-name`, `concurrency` and a job's `if` may use. */
export type RunContexts = Readonly<Record<'github' | 'inputs' | 'vars', Context>>;

export function createContexts({ id, number, workflow, event }: RunIdentity, site: RunSite): RunContexts {
  const { repository, url, root, vars } = site;
  const github = {
    event: payloadOf(event),
    event_name: event.name,
    repository,
    run_id: String(id),
    run_number: String(number),
    run_attempt: '1',
    workflow: workflow.name ?? workflow.file,
    ref: DEFAULT_REF,
    ref_name: DEFAULT_BRANCH,
    // A run takes the checkout as it lies on the disk, which may be no commit at all.
    sha: '0'.repeat(40),
    actor: event.name === 'repository_dispatch' ? 'github-actions[bot]' : 'local',
    api_url: url,
    server_url: url,
    workspace: root,
  };
  return { github, inputs: typeInputs(workflow, event), vars };
}

export function evaluateEnvironment(environment: Texts, contexts: Context): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).map(([name, template]) => [name, interpolate(template, contexts)]),
  );
}

/** The event as a run finds it in the file `GITHUB_EVENT_PATH`, and its workflow in `github.event`. */
function payloadOf(event: TriggerEvent): Context {
  switch (event.name) {
    case 'repository_dispatch':
      return { action: event.type, branch: DEFAULT_BRANCH, client_payload: event.clientPayload };
    case 'workflow_dispatch':
      return { inputs: event.inputs, ref: DEFAULT_REF };
    case 'schedule':
      return { schedule: event.cron };
  }
}
