import type { Hono, MiddlewareHandler } from 'hono';
import { createLocalApp } from '../local-app.ts';
import { RepositoryDispatch, readDispatch, WorkflowDispatch } from './dispatch-request.ts';
import type { Run } from './run.ts';
import type { RunHistory } from './run-history.ts';
import { renderRun, renderRuns } from './run-page.ts';
import type { Tokens } from './tokens.ts';
import { completeInputs, DEFAULT_BRANCH, type TriggerEvent } from './triggers.ts';
import { WORKFLOWS_FOLDER, type Workflow } from './workflow-file.ts';

/** What the API needs of the stand-in behind it. */
export interface Backend {
  readonly url: string;
  readonly repository: string;
  readonly tokens: Tokens;
  readonly history: RunHistory;
  readWorkflows(): readonly Workflow[];
  findRun(id: number): Run | undefined;
  /** Starts what listens for the event. */
  deliver(event: TriggerEvent): readonly Run[];
}

/** The few routes of api.github.com that fill-cache and its HTTP API call, and a page for each run. */
export function createGitHubApi(backend: Backend): Hono {
  const { repository } = backend;
  const app = createLocalApp(refuse);
  app.notFound(notFound);

  app.get(REPOSITORY, allow(null), () => {
    const [, name] = repository.split('/');
    const html_url = `${backend.url}/${repository}`;
    return Response.json({ name, full_name: repository, default_branch: DEFAULT_BRANCH, html_url });
  });

  app.post(`${REPOSITORY}/dispatches`, allow('contents'), async ({ req }) => {
    const read = readDispatch(await req.text(), RepositoryDispatch);
    if ('refusal' in read) return refuse(read.status, read.refusal);
    const { event_type: type, client_payload: clientPayload } = read.content;
    backend.deliver({ name: 'repository_dispatch', type, clientPayload });
    return new Response(null, { status: 204 });
  });

  app.get(WORKFLOW, allow(null), ({ req }) => {
    const workflow = findWorkflow(req.param('file'));
    if (!workflow) return notFound();
    const path = `${WORKFLOWS_FOLDER}/${workflow.file}`;
    return Response.json({ name: workflow.name ?? path, path, state: 'active' });
  });

  app.post(`${WORKFLOW}/dispatches`, allow('actions'), async ({ req }) => {
    const workflow = findWorkflow(req.param('file'));
    if (!workflow) return notFound();
    const read = readDispatch(await req.text(), WorkflowDispatch);
    if ('refusal' in read) return refuse(read.status, read.refusal);
    const completed = completeInputs(workflow, read.content.inputs);
    if ('refusal' in completed) return refuse(422, completed.refusal);
    const event = { name: 'workflow_dispatch', file: workflow.file, inputs: completed.inputs } as const;
    const [run] = backend.deliver(event);
    if (!read.content.return_run_details || !run) return new Response(null, { status: 204 });
    const { id: workflow_run_id, url: run_url, html_url } = describeRun(run, backend);
    return Response.json({ workflow_run_id, run_url, html_url });
  });

  app.get(`${REPOSITORY}${RUN}`, allow(null), ({ req }) => {
    const run = backend.findRun(Number(req.param('id')));
    return run ? Response.json(describeRun(run, backend)) : notFound();
  });

  app.post(`${REPOSITORY}${RUN}/cancel`, allow('actions'), ({ req }) => {
    const run = backend.findRun(Number(req.param('id')));
    if (!run) return notFound();
    if (run.state.status === 'completed')
      return refuse(409, 'Cannot cancel a workflow run that is completed.');
    run.cancel('a request of the API asked for it');
    return Response.json({}, { status: 202 });
  });

  app.get('/', () => page(renderRuns(backend.history.list(), repository)));
  app.get(`/${repository}/actions`, () => page(renderRuns(backend.history.list(), repository)));
  app.get(`/${repository}${RUN}`, ({ req }) => {
    const id = Number(req.param('id'));
    const run = backend.findRun(id) ?? backend.history.read(id);
    return run ? page(renderRun(run)) : notFound();
  });
  return app;

  function findWorkflow(file: string): Workflow | undefined {
    return backend.readWorkflows().find((known) => known.file === file);
  }

  /** @param scope what the token must be allowed to write; null where reading is enough. */
  function allow(scope: 'contents' | 'actions' | null): MiddlewareHandler {
    return async ({ req }, next) => {
      const token = /^(?:bearer|token) (\S+)$/i.exec(req.header('authorization') ?? '')?.[1] ?? '';
      const right = backend.tokens.mayWrite(token, scope ?? 'contents');
      if (right === 'unknown')
        return refuse(401, token === '' ? 'Requires authentication' : 'Bad credentials');
      const named = `${req.param('owner')}/${req.param('name')}`;
      if (named.toLowerCase() !== repository.toLowerCase()) return notFound();
      if (scope && right === 'denied') return refuse(403, 'Resource not accessible by integration');
      return next();
    };
  }
}

const REPOSITORY = '/repos/:owner/:name';
const WORKFLOW = `${REPOSITORY}/actions/workflows/:file` as const;
const RUN = '/actions/runs/:id{[0-9]{1,15}}';

/** A refusal in the shape in which GitHub writes them. */
function refuse(status: number, message: string): Response {
  const body = { message, documentation_url: 'https://docs.github.com/rest', status: String(status) };
  return Response.json(body, { status });
}

function notFound(): Response {
  return refuse(404, 'Not Found');
}

function page(html: string): Response {
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  };
  return new Response(html, { headers });
}

/** A run as the API of GitHub describes it. */
function describeRun(run: Run, { url, repository }: Backend) {
  return {
    id: run.id,
    name: run.workflow.name ?? run.workflow.file,
    display_title: run.title,
    run_number: run.number,
    run_attempt: 1,
    event: run.event.name,
    path: `${WORKFLOWS_FOLDER}/${run.workflow.file}`,
    status: run.state.status,
    conclusion: run.state.status === 'completed' ? run.state.conclusion : null,
    url: `${url}/repos/${repository}/actions/runs/${run.id}`,
    html_url: `${url}/${repository}/actions/runs/${run.id}`,
  };
}
