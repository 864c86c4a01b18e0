import * as z from 'zod';
import { type BatchFact, type Facts, RUN_ENDS, type RunRecord } from '../core/facts.ts';
import {
  FAILURE_CODES,
  type Job,
  type JobEnd,
  type Plan,
  PRICE_SOURCES,
  TICKER_SOURCES,
} from '../core/job.ts';
import { completeOptions, givenOptionsSchema } from '../core/options.ts';
import type { Reply } from './redis.ts';

const count = z.coerce.number().int().nonnegative();
const end = z.object({
  status: z.enum(['completed', 'failed', 'cancelled']),
  by: z.string(),
  at: z.string(),
  reason: z.string().optional(),
  successful: z.number(),
  failed: z.number(),
});

/** The wire is flat strings; the options of the job lie in one field, as JSON. */
const jobHash = z
  .object({
    jobId: z.string(),
    tickerSource: z.enum(TICKER_SOURCES),
    priceSource: z.enum(PRICE_SOURCES),
    totalTickers: count,
    cached: count,
    knownFailed: count,
    toProcess: count,
    totalBatches: count,
    // A job that was made before an option existed gets its default.
    options: json(givenOptionsSchema).transform((options) => completeOptions(options)),
    startTime: z.string(),
    startedAt: z.string().nullable().default(null),
    pausedAt: z.string().nullable().default(null),
    resumedAt: z.string().nullable().default(null),
    reopened: z.number(),
    reopenedAt: z.string().nullable(),
    end: json(end).nullable(),
    retryOf: z.string().optional(),
  })
  .transform(({ jobId, ...rest }): Job => ({ id: jobId, ...rest }));

const failure = z.object({
  ticker: z.string(),
  error: z.string(),
  code: z.enum(FAILURE_CODES),
  attempts: z.number().default(1),
});
const planSchema = z.object({
  tickers: z.array(z.string()),
  knownFailed: z.array(failure.omit({ attempts: true })),
  marked: z.array(z.string()).default([]),
});
const factSchema = z.object({
  milliseconds: z.number(),
  at: z.number(),
  hop: z.number(),
  failures: z.array(failure).default([]),
});
const RUN = 'run:';
const RESTART = 'restart:';
const restartSchema = z.object({ at: z.number(), done: z.number() });
const runSchema = z.object({
  hop: z.number(),
  cause: z.string(),
  lane: z.number(),
  from: z.number(),
  until: z.number().nullable(),
  reason: z.enum(RUN_ENDS).nullable(),
  batches: z.number(),
  tries: z.record(z.string(), z.record(z.string(), z.number())),
  notBefore: z.number().nullable(),
  pace: z.number().nullable(),
});

/** The fields of `batch_job:{id}` for a job that has just been made. */
export function jobFields(job: Job): string[] {
  return [
    ['jobId', job.id],
    ['tickerSource', job.tickerSource],
    ['priceSource', job.priceSource],
    ['totalTickers', String(job.totalTickers)],
    ['cached', String(job.cached)],
    ['knownFailed', String(job.knownFailed)],
    ['toProcess', String(job.toProcess)],
    ['totalBatches', String(job.totalBatches)],
    ['batchSize', String(job.options.batchSize)],
    ['options', JSON.stringify(job.options)],
    ['startTime', job.startTime],
    ...(job.startedAt ? [['startedAt', job.startedAt]] : []),
    ...(job.retryOf ? [['retryOf', job.retryOf]] : []),
  ].flat();
}

/** Null if there is no such job. */
export function parseJob(reply: Reply | undefined): Job | null {
  const fields = pairs(reply);
  if (fields.length === 0) return null;
  const hash = new Map(fields);
  let reopened = 0;
  while (hash.has(reopenedField(reopened + 1))) reopened += 1;
  const end = hash.get(endField(reopened)) ?? null;
  const reopenedAt = hash.get(reopenedField(reopened)) ?? null;
  return jobHash.parse({ ...Object.fromEntries(hash), reopened, reopenedAt, end });
}

/** Where the end of a job stands, which is set once; a job that was reopened may end once more. */
export function endField(reopened: number): string {
  return reopened === 0 ? 'end' : `end:${reopened}`;
}

export function parseEnd(reply: Reply | undefined): JobEnd {
  return json(end).parse(reply);
}

export function reopenedField(reopened: number): string {
  return `reopened:${reopened}`;
}

export function parsePlan(reply: Reply | undefined): Plan {
  return json(planSchema).parse(reply);
}

/** From the replies of `HGETALL …:done` and `HGETALL …:runs`. */
export function parseFacts(done: Reply | undefined, runs: Reply | undefined): Facts {
  const fields = pairs(runs);
  return {
    done: new Map(pairs(done).map(([batch, fact]) => [Number(batch), json(factSchema).parse(fact)])),
    hops: new Map(fields.filter(isHop).map(([hop, run]) => [Number(hop), run])),
    runs: new Map(
      fields
        .filter(([field]) => field.startsWith(RUN))
        .map(([field, record]) => [field.slice(RUN.length), json(runSchema).parse(record)]),
    ),
    restarts: fields
      .filter(([field]) => field.startsWith(RESTART))
      .map(([, restart]) => json(restartSchema).parse(restart)),
  };
}

/** Failures and what is zero are left out: a job of 1,360 batches is read whole at every glance. */
export function factValue({ failures, ...rest }: BatchFact): string {
  return JSON.stringify(failures.length > 0 ? { ...rest, failures } : rest);
}

/** A run's field bears a word, so that it cannot be taken for a hop. */
export function runField(runId: string): string {
  return `${RUN}${runId}`;
}

/** Named for the watchdog's own run: written again, it is the same restart. */
export function restartField(watchdogRunId: string): string {
  return `${RESTART}${watchdogRunId}`;
}

export function runValue(record: RunRecord): string {
  return JSON.stringify(record);
}

function isHop([field]: [string, string]): boolean {
  return /^\d+$/.test(field);
}

/** `HGETALL` over REST is a flat list of names and values. */
function pairs(reply: Reply | undefined): [string, string][] {
  const flat = z.array(z.string()).parse(reply ?? []);
  return Array.from({ length: flat.length / 2 }, (_, index) => [
    flat[2 * index] ?? '',
    flat[2 * index + 1] ?? '',
  ]);
}

function json<Schema extends z.ZodType>(schema: Schema) {
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
