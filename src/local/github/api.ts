import { type ApiAnswer, NOT_FOUND, refuse } from './api-answer.ts';
import { readRepositoryDispatch, readWorkflowDispatch } from './dispatch-request.ts';
import type { Run } from './run.ts';
import { describeRun, showLog } from './run-description.ts';
import type { Tokens } from './tokens.ts';
import { DEFAULT_BRANCH, type TriggerEvent } from './trigger-event.ts';
import { completeInputs } from './triggers.ts';
import { WORKFLOWS_FOLDER, type Workflow } from './workflow-file.ts';

export interface ApiRequest {
  readonly method: string;
  /** Path of the URL, without a query. */
  readonly path: string;
  readonly authorization: string;
  readonly body: string;
}

/** What the API needs of the stand-in behind it. */
export interface Backend {
  readonly url: string;
  readonly repository: string;
  readonly tokens: Tokens;
  readWorkflows(): readonly Workflow[];
  findRun(id: number): Run | undefined;
  /** Starts what listens for the event. */
  deliver(event: TriggerEvent): readonly Run[];
}

/** Answers as api.github.com does, for the few routes that fill-cache and its HTTP face call. */
export function answerApi(request: ApiRequest, backend: Backend): ApiAnswer {
  for (const route of ROUTES) {
    const match = request.method === route.method ? route.path.exec(request.path) : null;
    if (!match) continue;
    const { owner, name, id, file } = match.groups ?? {};
    const repository = `${owner}/${name}`;
    const refusal = authorize(request, repository, route.scope, backend);
    return refusal ?? route.answer({ ...request, id: Number(id), file: file ?? '' }, backend);
  }
  return NOT_FOUND;
}

interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: RegExp;
  /** What a token must be allowed to write; `null` where reading is enough, `'page'` where nobody is asked. */
  readonly scope: 'contents' | 'actions' | 'page' | null;
  answer(request: ApiRequest & { id: number; file: string }, backend: Backend): ApiAnswer;
}

const REPOSITORY = '/repos/(?<owner>[^/]+)/(?<name>[^/]+)';

const ROUTES: readonly Route[] = [
  { method: 'GET', path: new RegExp(`^${REPOSITORY}$`), scope: null, answer: describeRepository },
  {
    method: 'POST',
    path: new RegExp(`^${REPOSITORY}/dispatches$`),
    scope: 'contents',
    answer: dispatchRepository,
  },
  {
    method: 'GET',
    path: new RegExp(`^${REPOSITORY}/actions/workflows/(?<file>[^/]+)$`),
    scope: null,
    answer: describeWorkflow,
  },
  {
    method: 'POST',
    path: new RegExp(`^${REPOSITORY}/actions/workflows/(?<file>[^/]+)/dispatches$`),
    scope: 'actions',
    answer: dispatchWorkflow,
  },
  {
    method: 'GET',
    path: new RegExp(`^${REPOSITORY}/actions/runs/(?<id>\\d+)$`),
    scope: null,
    answer: ({ id }, backend) =>
      withRun(id, backend, (run) => ({ status: 200, body: describeRun(run, backend) })),
  },
  {
    method: 'POST',
    path: new RegExp(`^${REPOSITORY}/actions/runs/(?<id>\\d+)/cancel$`),
    scope: 'actions',
    answer: ({ id }, backend) => withRun(id, backend, cancelRun),
  },
  {
    method: 'GET',
    path: /^\/(?<owner>[^/]+)\/(?<name>[^/]+)\/actions\/runs\/(?<id>\d+)$/,
    scope: 'page',
    answer: ({ id }, backend) => withRun(id, backend, (run) => ({ status: 200, body: showLog(run) })),
  },
];

function authorize(
  request: ApiRequest,
  repository: string,
  scope: Route['scope'],
  backend: Backend,
): ApiAnswer | null {
  if (scope !== 'page') {
    const token = /^(?:bearer|token) (?<token>\S+)$/i.exec(request.authorization)?.groups?.token ?? '';
    const right = backend.tokens.mayWrite(token, scope ?? 'contents');
    if (right === 'unknown') return refuse(401, token === '' ? 'Requires authentication' : 'Bad credentials');
    if (repository === backend.repository && scope !== null && right === 'denied')
      return refuse(403, 'Resource not accessible by integration');
  }
  return repository.toLowerCase() === backend.repository.toLowerCase() ? null : NOT_FOUND;
}

function dispatchRepository({ body }: ApiRequest, backend: Backend): ApiAnswer {
  const read = readRepositoryDispatch(body);
  if ('refusal' in read) return read.refusal;
  backend.deliver({ name: 'repository_dispatch', ...read.content });
  return { status: 204 };
}

function dispatchWorkflow({ body, file }: ApiRequest & { file: string }, backend: Backend): ApiAnswer {
  const workflow = backend.readWorkflows().find((known) => known.file === file);
  if (!workflow) return NOT_FOUND;
  const read = readWorkflowDispatch(body);
  if ('refusal' in read) return read.refusal;
  const completed = completeInputs(workflow, read.content.inputs);
  if ('refusal' in completed) return refuse(422, completed.refusal);
  const [run] = backend.deliver({ name: 'workflow_dispatch', file, inputs: completed.inputs });
  if (!read.content.return_run_details || !run) return { status: 204 };
  const { id: workflow_run_id, url: run_url, html_url } = describeRun(run, backend);
  return { status: 200, body: { workflow_run_id, run_url, html_url } };
}

function describeRepository(_: ApiRequest, { repository, url }: Backend): ApiAnswer {
  const [, name] = repository.split('/');
  const html_url = `${url}/${repository}`;
  return { status: 200, body: { name, full_name: repository, default_branch: DEFAULT_BRANCH, html_url } };
}

function describeWorkflow({ file }: { file: string }, backend: Backend): ApiAnswer {
  const workflow = backend.readWorkflows().find((known) => known.file === file);
  if (!workflow) return NOT_FOUND;
  const path = `${WORKFLOWS_FOLDER}/${file}`;
  return { status: 200, body: { name: workflow.name ?? path, path, state: 'active' } };
}

function withRun(id: number, backend: Backend, answer: (run: Run) => ApiAnswer): ApiAnswer {
  const run = backend.findRun(id);
  return run ? answer(run) : NOT_FOUND;
}

function cancelRun(run: Run): ApiAnswer {
  if (run.state.status === 'completed') return refuse(409, 'Cannot cancel a workflow run that is completed.');
  run.cancel('somebody asked for it');
  return { status: 202, body: {} };
}
