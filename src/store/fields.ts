import * as z from 'zod/mini';
import { FAILURE_CODES } from '../core/job.ts';
import { MOST_LANES } from '../core/option-limits.ts';
import type { Reply } from './redis.ts';

/** 2000-01-01 to 2100-01-01, in milliseconds since 1970: what is outside was not written by a clock. */
const [FIRST_INSTANT, LAST_INSTANT] = [946_684_800_000, 4_102_444_800_000];
/** More than the tickers of any job, or the milliseconds of a batch that hung for a month. */
const LARGEST_COUNT = 4_000_000_000;
/** The longest text of ours is a sentence with three errors of a source in it. */
const LONGEST_TEXT = 2_000;
const LONGEST_ID = 200;

// What Redis holds is bounded where it is read: a damaged number must not make a loop endless, nor a text a page long.

/** Milliseconds since 1970. */
export const millisecondsField = z.number().check(z.gte(FIRST_INSTANT), z.lte(LAST_INSTANT));
/** ISO 8601, UTC. */
export const instantField = z.iso
  .datetime()
  .check(z.refine((text) => millisecondsField.safeParse(Date.parse(text)).success));
export const countField = z.int().check(z.gte(0), z.lte(LARGEST_COUNT));
export const laneField = z.int().check(z.gte(1), z.lte(MOST_LANES));
export const hopField = z.int().check(z.gte(1), z.lte(1_000_000));
export const textField = z.string().check(z.maxLength(LONGEST_TEXT));
export const idField = z.string().check(z.minLength(1), z.maxLength(LONGEST_ID));
export const tickerField = z.string().check(z.regex(/^[A-Z0-9^.=&_-]{1,30}$/));
export const dateField = z.iso.date();
export const textsSchema = z.array(z.string());
/** Null for what is not there, as `MGET` and `HMGET` reply. */
export const foundTextsSchema = z.array(z.nullable(z.string()));

/** Why a ticker failed, as facts and plans hold it. */
export const failureSchema = z.object({
  ticker: tickerField,
  error: textField,
  code: z.enum(FAILURE_CODES),
  attempts: z._default(countField, 1),
});

/** `HGETALL` over REST is a flat list of names and values. */
export function parsePairs(reply: Reply | undefined): [name: string, value: string][] {
  const flat = textsSchema.parse(reply ?? []);
  return Array.from({ length: flat.length / 2 }, (_, index) => [
    flat[2 * index] ?? '',
    flat[2 * index + 1] ?? '',
  ]);
}

const json = z.pipe(
  z.string(),
  z.transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.issues.push({ code: 'custom', message: 'is no JSON', input: text });
      return z.NEVER;
    }
  }),
);

/** A field that holds JSON of this schema. */
export function jsonField<Schema extends z.ZodMiniType>(schema: Schema) {
  return z.pipe(json, schema);
}
