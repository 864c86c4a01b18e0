import * as z from 'zod';
import { type Job, type JobEnd, PRICE_SOURCES, TICKER_SOURCES } from '../core/job.ts';
import { completeOptions, givenOptionsSchema } from '../core/options.ts';
import { stateFrom } from '../core/view.ts';
import { jsonField, parsePairs } from './fields.ts';
import type { Reply } from './redis.ts';

const count = z.coerce.number().int().nonnegative();
const endParts = { by: z.string(), at: z.string(), successful: z.number(), failed: z.number() };
const end = z.discriminatedUnion('status', [
  z.object({ status: z.literal('completed'), ...endParts }),
  z.object({ status: z.literal('failed'), reason: z.string().default('No reason was given.'), ...endParts }),
  z.object({ status: z.literal('cancelled'), reason: z.string().optional(), ...endParts }),
]);

/** Redis holds flat strings; the options of the job are one field, as JSON. */
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
    options: jsonField(givenOptionsSchema).transform((options) => completeOptions(options)),
    startTime: z.string(),
    startedAt: z.string().nullable().default(null),
    pausedAt: z.string().nullable().default(null),
    resumedAt: z.string().nullable().default(null),
    polledAt: z.string().nullable().default(null),
    reopened: z.number(),
    reopenedAt: z.string().nullable(),
    end: jsonField(end).nullable(),
    retryOf: z.string().optional(),
    lateFor: z.string().optional(),
  })
  .transform(({ jobId, startedAt, pausedAt, resumedAt, end, ...rest }): Job => {
    const state = stateFrom(startedAt, pausedAt, resumedAt, end);
    return { id: jobId, ...rest, wasPaused: pausedAt !== null, state };
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
    ...(job.state.startedAt ? [['startedAt', job.state.startedAt]] : []),
    ...(job.retryOf ? [['retryOf', job.retryOf]] : []),
    ...(job.lateFor ? [['lateFor', job.lateFor]] : []),
  ].flat();
}

/** Null if there is no such job. */
export function parseJob(reply: Reply | undefined): Job | null {
  const fields = parsePairs(reply);
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
  return jsonField(end).parse(reply);
}

export function reopenedField(reopened: number): string {
  return `reopened:${reopened}`;
}
