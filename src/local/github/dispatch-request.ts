import * as z from 'zod';
import { DEFAULT_BRANCH, DEFAULT_REF } from './triggers.ts';

/** What was read from the body of a request, or why it is refused, in GitHub's words. */
export type Read<Content> = { content: Content } | { status: 400 | 422; refusal: string };

/** Reads the body of a dispatch. */
export function readDispatch<Content>(body: string, schema: z.ZodType<Content>): Read<Content> {
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
  return { status: 422, refusal: `Invalid request.\n\n${reason}.` };
}

// docs.github.com/rest, "Create a repository dispatch event".
const LIMITS = { characters: 100, properties: 10, payloadBytes: 64 * 1024 };

function tooMany(count: number, what: 'characters' | 'properties'): string {
  return `Invalid request.\n\n${what === 'characters' ? 'Only' : 'No more than'} ${LIMITS[what]} ${what} are allowed; ${count} were supplied.`;
}

/** The body of `POST /repos/{owner}/{repo}/dispatches`. */
export const RepositoryDispatch = z
  .object({
    event_type: z.string().min(1),
    client_payload: z.record(z.string(), z.unknown()).nullable().default(null),
  })
  .superRefine(({ event_type, client_payload }, { addIssue }) => {
    const properties = Object.keys(client_payload ?? {}).length;
    if (event_type.length > LIMITS.characters) addIssue(tooMany(event_type.length, 'characters'));
    if (properties > LIMITS.properties) addIssue(tooMany(properties, 'properties'));
    if (Buffer.byteLength(JSON.stringify(client_payload)) >= LIMITS.payloadBytes)
      addIssue('client_payload is too large.');
  });

/** The body of `POST …/actions/workflows/{file}/dispatches`; inputs are strings. */
export const WorkflowDispatch = z.object({
  ref: z.string().refine((ref) => [DEFAULT_BRANCH, DEFAULT_REF].includes(ref), {
    error: ({ input }) => `No ref found for: ${input}`,
  }),
  inputs: z.record(z.string(), z.string()).default({}),
  return_run_details: z.boolean().default(false),
});
