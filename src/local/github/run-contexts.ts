import { interpolate } from './expression.ts';
import type { RunSite } from './run.ts';
import { DEFAULT_BRANCH, DEFAULT_REF, describeEvent, type TriggerEvent, typeInputs } from './triggers.ts';
import { WORKFLOWS_FOLDER, type Workflow } from './workflow-file.ts';

/** What a run is, before anything of it has happened. */
export interface RunIdentity {
  readonly id: number;
  readonly number: number;
  readonly workflow: Workflow;
  readonly event: TriggerEvent;
}

/** The contexts that are known before a run starts: all that `run-name`, `concurrency` and a job's `if` may use. */
export interface RunContexts extends Readonly<Record<string, unknown>> {
  readonly github: Readonly<Record<string, unknown>>;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly vars: Readonly<Record<string, string>>;
}

export function createContexts(identity: RunIdentity, site: RunSite): RunContexts {
  const { workflow, event } = identity;
  const workflowPath = `${WORKFLOWS_FOLDER}/${workflow.file}`;
  const actor = event.name === 'repository_dispatch' ? 'github-actions[bot]' : 'local';
  const { repository, url } = site;
  const github = {
    event: describeEvent(event, { repository, serverUrl: url, actor, workflowPath }),
    event_name: event.name,
    repository,
    repository_owner: repository.split('/')[0],
    run_id: String(identity.id),
    run_number: String(identity.number),
    run_attempt: '1',
    workflow: workflow.name ?? workflowPath,
    workflow_ref: `${repository}/${workflowPath}@${DEFAULT_REF}`,
    ref: DEFAULT_REF,
    ref_name: DEFAULT_BRANCH,
    ref_type: 'branch',
    sha: NO_COMMIT,
    actor,
    triggering_actor: actor,
    api_url: url,
    server_url: url,
    workspace: site.root,
  };
  return { github, inputs: typeInputs(workflow, event), vars: site.vars };
}

/** Evaluates each value of an `env:`. */
export function evaluateEnvironment(
  environment: Readonly<Record<string, string>>,
  contexts: Readonly<Record<string, unknown>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).map(([name, template]) => [name, interpolate(template, contexts)]),
  );
}

// A run takes the checkout as it lies on the disk, which may be no commit at all.
const NO_COMMIT = '0'.repeat(40);
