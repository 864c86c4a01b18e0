import type * as z from 'zod/mini';
import { descriptionOf } from '../core/description-of.ts';
import { type Issue, Problem } from './problem.ts';

const SHOWN_ISSUES = 20;

/** Reads a body by its schema. @throws {Problem} 400 that names each field. */
export function parseFields<Schema extends z.ZodMiniObject>(schema: Schema, value: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.flatMap((issue) => namedIssues(schema, issue)).slice(0, SHOWN_ISSUES);
  throw new Problem('invalid-field', sentence(issues), { issues, cause: parsed.error });
}

/** Reads the query by its schema; a key that is given twice is ambiguous and refused. */
export function parseQuery<Schema extends z.ZodMiniObject>(schema: Schema, url: URL): z.infer<Schema> {
  const names = [...url.searchParams.keys()];
  const twice = names.find((name, position) => names.indexOf(name) !== position);
  if (twice !== undefined) {
    const message = 'is given more than once';
    throw new Problem('invalid-field', `${twice} ${message}.`, { issues: [{ path: twice, message }] });
  }
  return parseFields(schema, Object.fromEntries(url.searchParams));
}

/**
 * An unknown field is an issue of that field, not of the whole. A known one says what it must be, by the description of
 * its schema; a value inside of it has the message of its own schema.
 */
function namedIssues(schema: z.ZodMiniObject, issue: z.core.$ZodIssue): Issue[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((path) => ({ path, message: 'is no field of this request' }));
  }
  if (issue.code === 'invalid_union') {
    // The form that the value comes nearest to is the one in which only a part of it is wrong.
    const nearest = issue.errors.find((errors) => errors.every(({ path }) => path.length > 0));
    if (nearest) {
      return nearest.flatMap((inner) =>
        namedIssues(schema, { ...inner, path: [...issue.path, ...inner.path] }),
      );
    }
  }
  const [field, ...inside] = issue.path;
  if (field === undefined) return [{ path: '', message: 'must be a JSON object' }];
  if (inside.length > 0) return [{ path: issue.path.join('.'), message: issue.message }];
  const known = Object.hasOwn(schema.shape, field) ? schema.shape[String(field)] : undefined;
  return [{ path: String(field), message: `must be ${descriptionOf(known)}` }];
}

function sentence([first, ...others]: Issue[]): string {
  if (!first) return 'The request cannot be understood.';
  const more = others.length === 0 ? '' : ` (and ${others.length} more: see issues)`;
  return `${first.path || 'The body'} ${first.message}${more}.`;
}
