import * as z from 'zod';
import { DEFAULT_BRANCH, DEFAULT_REF } from './triggers.ts';

/** What was read from the body of a request, or why it is refused, in GitHub's words. */
export type Read<Content> = { content: Content } | { status: 400 | 422; refusal: string };

/** Reads the body of `POST /repos/{owner}/{repo}/dispatches`, with GitHub's limits. */
export function readRepositoryDispatch(
  body: string,
): Read<{ type: string; clientPayload: Record<string, unknown> | null }> {
  const read = readBody(body, RepositoryDispatch);
  if ('refusal' in read) return read;
  const { event_type: type, client_payload: clientPayload } = read.content;
  if (type.length > MAX_EVENT_TYPE_LENGTH)
    return invalid(`Only ${MAX_EVENT_TYPE_LENGTH} characters are allowed; ${type.length} were supplied.`);
  const properties = Object.keys(clientPayload ?? {}).length;
  if (properties > MAX_PAYLOAD_PROPERTIES)
    return invalid(
      `No more than ${MAX_PAYLOAD_PROPERTIES} properties are allowed; ${properties} were supplied.`,
    );
  if (Buffer.byteLength(JSON.stringify(clientPayload)) >= MAX_PAYLOAD_BYTES)
    return { status: 422, refusal: 'client_payload is too large.' };
  return { content: { type, clientPayload } };
}

/** Reads the body of `POST …/actions/workflows/{file}/dispatches`; inputs are strings. */
export function readWorkflowDispatch(
  body: string,
): Read<{ inputs: Record<string, string>; return_run_details: boolean }> {
  const read = readBody(body, WorkflowDispatch);
  if ('refusal' in read) return read;
  const { ref, ...content } = read.content;
  if (ref !== DEFAULT_BRANCH && ref !== DEFAULT_REF)
    return { status: 422, refusal: `No ref found for: ${ref}` };
  return { content };
}

// docs.github.com/rest, "Create a repository dispatch event".
const MAX_EVENT_TYPE_LENGTH = 100;
const MAX_PAYLOAD_PROPERTIES = 10;
const MAX_PAYLOAD_BYTES = 64 * 1024;

const RepositoryDispatch = z.object({
  event_type: z.string().min(1),
  client_payload: z.record(z.string(), z.unknown()).nullable().default(null),
});

const WorkflowDispatch = z.object({
  ref: z.string(),
  inputs: z.record(z.string(), z.string()).default({}),
  return_run_details: z.boolean().default(false),
});

function readBody<Content>(body: string, schema: z.ZodType<Content>): Read<Content> {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return { status: 400, refusal: 'Problems parsing JSON' };
  }
  const content = schema.safeParse(json);
  if (content.success) return { content: content.data };
  const [issue] = content.error.issues;
  const name = issue?.path.join('.') ?? '';
  const isGiven = z
    .looseObject({ [String(issue?.path[0])]: z.unknown().nonoptional() })
    .safeParse(json).success;
  if (name !== '' && !isGiven) return invalid(`"${name}" wasn't supplied.`);
  return invalid(`${name === '' ? 'The body' : `"${name}"`}: ${issue?.message}.`);
}

function invalid(reason: string): { status: 422; refusal: string } {
  return { status: 422, refusal: `Invalid request.\n\n${reason}` };
}
