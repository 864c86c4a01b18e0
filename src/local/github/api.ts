import type { Hono, MiddlewareHandler } from 'hono';
import { createLocalApp } from '../local-app.ts';
import { RepositoryDispatch, readDispatch, WorkflowDispatch } from './dispatch-request.ts';
import type { Run } from './run.ts';
import type { RunHistory } from './run-history.ts';
import { renderRun, renderRuns } from './run-page.ts';
import type { Tokens } from './tokens.ts';
import { completeInputs, type TriggerEvent } from './triggers.ts';
import { WORKFLOWS_FOLDER, type Workflow } from './workflow-file.ts';

/** What the API needs of the stand-in behind it. */
export interface Backend {
  readonly url: string;
  readonly repository: string;
  readonly tokens: Tokens;
  readonly history: RunHistory;
  findWorkflow(file: string): Workflow | undefined;
  findRun(id: number): Run | undefined;
  /** Starts what listens for the event. */
  deliver(event: TriggerEvent): readonly Run[];
}

/** The few routes of api.github.com that fill-cache and its HTTP API call, and a page for each run. */
export function createGitHubApi(backend: Backend): Hono {
  const { repository, history, deliver } = backend;
  const app = createLocalApp(refuse);
  app.notFound(notFound);

  app.post(`${REPOSITORY}/dispatches`, allow('contents'), async ({ req }) => {
    const read = readDispatch(await req.text(), RepositoryDispatch);
    if ('refusal' in read) return refuse(read.status, read.refusal);
    const { event_type: type, client_payload: clientPayload } = read.content;
    deliver({ name: 'repository_dispatch', type, clientPayload });
    return new Response(null, { status: 204 });
  });

  app.get(WORKFLOW, allow(null), ({ req }) => {
    const workflow = backend.findWorkflow(req.param('file'));
    if (!workflow) return notFound();
    const path = `${WORKFLOWS_FOLDER}/${workflow.file}`;
    return Response.json({ name: workflow.name ?? path, path, state: 'active' });
  });

  app.post(`${WORKFLOW}/dispatches`, allow('actions'), async ({ req }) => {
    const workflow = backend.findWorkflow(req.param('file'));
    if (!workflow) return notFound();
    const read = readDispatch(await req.text(), WorkflowDispatch);
    if ('refusal' in read) return refuse(read.status, read.refusal);
    const completed = completeInputs(workflow, read.content.inputs);
    if ('refusal' in completed) return refuse(422, completed.refusal);
    const [run] = deliver({ name: 'workflow_dispatch', file: workflow.file, inputs: completed.inputs });
    if (!read.content.return_run_details || !run) return new Response(null, { status: 204 });
    const path = `${repository}/actions/runs/${run.id}`;
    const [run_url, html_url] = [`${backend.url}/repos/${path}`, `${backend.url}/${path}`];
    return Response.json({ workflow_run_id: run.id, run_url, html_url });
  });

  app.on('GET', ['/', `/${repository}/actions`], () => page(renderRuns(history.list(), repository)));
  app.get(`/${repository}/actions/runs/:id{[0-9]{1,15}}`, ({ req }) => {
    const id = Number(req.param('id'));
    const run = backend.findRun(id) ?? history.read(id);
    return run ? page(renderRun(run)) : notFound();
  });
  return app;

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

/** A refusal in the shape in which GitHub writes them. */
function refuse(status: number, message: string): Response {
  const body = { message, documentation_url: 'https://docs.github.com/rest', status: String(status) };
  return Response.json(body, { status });
}

function notFound(): Response {
  return refuse(404, 'Not Found');
}

function page(html: string): Response {
  const policy = "default-src 'none'; style-src 'unsafe-inline'";
  const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy };
  return new Response(html, { headers });
}
