import * as z from 'zod';
import { FAILURE_CODES } from '../core/job.ts';
import type { Reply } from './redis.ts';

/** Why a ticker failed, as facts and plans hold it. */
export const failureSchema = z.object({
  ticker: z.string(),
  error: z.string(),
  code: z.enum(FAILURE_CODES),
  attempts: z.number().default(1),
});

/** `HGETALL` over REST is a flat list of names and values. */
export function parsePairs(reply: Reply | undefined): [name: string, value: string][] {
  const flat = z.array(z.string()).parse(reply ?? []);
  return Array.from({ length: flat.length / 2 }, (_, index) => [
    flat[2 * index] ?? '',
    flat[2 * index + 1] ?? '',
  ]);
}

/** A field that holds JSON of this schema. */
export function jsonField<Schema extends z.ZodType>(schema: Schema) {
  return z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue('is no JSON');
        return z.NEVER;
      }
    })
    .pipe(schema);
}
