import type { Hono, MiddlewareHandler } from 'hono';
import * as z from 'zod';
import { createLocalApp } from '../local-app.ts';
import type { Run } from './run.ts';
import type { RunHistory } from './run-history.ts';
import { renderRun, renderRuns } from './run-page.ts';
import type { Tokens } from './tokens.ts';
import { completeInputs, DEFAULT_BRANCH, DEFAULT_REF, type TriggerEvent } from './triggers.ts';
import { WORKFLOWS_FOLDER, type Workflow } from './workflow-file.ts';

/** What the API needs of the stand-in behind it. */
export interface Backend {
  readonly repository: string;
  readonly tokens: Tokens;
  readonly history: RunHistory;
  findWorkflow(file: string): Workflow | undefined;
  /** Oldest first. */
  listRuns(): readonly Run[];
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

  app.get(`${WORKFLOW}/runs`, allow(null), ({ req }) => {
    const [file, event] = [req.param('file'), req.query('event')];
    const found = backend
      .listRuns()
      .filter((run) => run.workflow.file === file && (event === undefined || run.event.name === event));
    // An id is the time at which its run was made.
    const workflow_runs = found
      .reverse()
      .slice(0, Number(req.query('per_page') ?? 30))
      .map(({ id, event }) => ({ id, event: event.name, created_at: new Date(id).toISOString() }));
    return Response.json({ total_count: found.length, workflow_runs });
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
    const { origin } = new URL(req.url);
    const [run_url, html_url] = [`${origin}/repos/${path}`, `${origin}/${path}`];
    return Response.json({ workflow_run_id: run.id, run_url, html_url });
  });

  app.on('GET', ['/', `/${repository}/actions`], () => page(renderRuns(history.list(), repository)));
  app.get(`/${repository}/actions/runs/:id{[0-9]{1,15}}`, ({ req }) => {
    const id = Number(req.param('id'));
    const run = backend.listRuns().find((known) => known.id === id) ?? history.read(id);
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

type Read<Content> = { content: Content } | { status: 400 | 422; refusal: string };

/** What was read from the body of a request, or why it is refused, in GitHub's words. */
function readDispatch<Content>(body: string, schema: z.ZodType<Content>): Read<Content> {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return { status: 400, refusal: 'Problems parsing JSON' };
  }
  const { data, error } = schema.safeParse(json, { reportInput: true });
  if (!error) return { content: data };
  const [issue] = error.issues;
  if (issue?.code === 'custom') return { status: 422, refusal: issue.message };
  const name = issue?.path.length ? `"${issue.path.join('.')}"` : 'The body';
  const reason = issue?.input === undefined ? `${name} wasn't supplied` : `${name}: ${issue.message}`;
  return { status: 422, refusal: invalid(reason) };
}

// docs.github.com/rest, "Create a repository dispatch event".
const [MAX_CHARACTERS, MAX_PROPERTIES, MAX_PAYLOAD_BYTES] = [100, 10, 64 * 1024];

function invalid(reason: string): string {
  return `Invalid request.\n\n${reason}.`;
}

/** The body of `POST /repos/{owner}/{repo}/dispatches`. */
const RepositoryDispatch = z
  .object({
    event_type: z.string().min(1),
    client_payload: z.record(z.string(), z.unknown()).nullable().default(null),
  })
  .superRefine(({ event_type, client_payload }, { addIssue }) => {
    const properties = Object.keys(client_payload ?? {}).length;
    if (event_type.length > MAX_CHARACTERS)
      addIssue(invalid(`Only ${MAX_CHARACTERS} characters are allowed; ${event_type.length} were supplied`));
    if (properties > MAX_PROPERTIES)
      addIssue(invalid(`No more than ${MAX_PROPERTIES} properties are allowed; ${properties} were supplied`));
    if (Buffer.byteLength(JSON.stringify(client_payload)) >= MAX_PAYLOAD_BYTES)
      addIssue('client_payload is too large.');
  });

/** The body of `POST …/actions/workflows/{file}/dispatches`; inputs are strings. */
const WorkflowDispatch = z.object({
  ref: z.string().refine((ref) => [DEFAULT_BRANCH, DEFAULT_REF].includes(ref), {
    error: ({ input }) => `No ref found for: ${input}`,
  }),
  inputs: z.record(z.string(), z.string()).default({}),
  return_run_details: z.boolean().default(false),
});
