import * as z from 'zod/mini';
import { batchCount, JOB_ID, type Job, type JobEnd, PRICE_SOURCES, TICKER_SOURCES } from '../core/job.ts';
import { completeOptions, givenOptionsSchema } from '../core/options.ts';
import { stateFrom } from '../core/view.ts';
import { countField, dateField, idField, instantField, jsonField, parsePairs, textField } from './fields.ts';
import type { Reply } from './redis.ts';

/** Redis holds flat strings. */
const count = z.pipe(z.string().check(z.regex(/^\d{1,6}$/)), z.transform(Number));
const endParts = {
  by: idField,
  at: instantField,
  successful: countField,
  failed: countField,
  late: z.optional(countField),
};
const end = jsonField(
  z.discriminatedUnion('status', [
    z.object({ status: z.literal('completed'), ...endParts }),
    z.object({
      status: z.literal('failed'),
      reason: z._default(textField, 'No reason was given.'),
      ...endParts,
    }),
    z.object({ status: z.literal('cancelled'), reason: z.optional(textField), ...endParts }),
  ]),
);

/** The options of the job are one field, as JSON. */
const jobHash = z.pipe(
  z
    .object({
      jobId: z.string().check(z.regex(JOB_ID)),
      idOfKey: z.string(),
      tickerSource: z.enum(TICKER_SOURCES),
      priceSource: z.enum(PRICE_SOURCES),
      totalTickers: count,
      cached: count,
      knownFailed: count,
      toProcess: count,
      totalBatches: count,
      // A job that was made before an option existed gets its default.
      options: z.pipe(
        jsonField(givenOptionsSchema),
        z.transform((options) => completeOptions(options)),
      ),
      startTime: instantField,
      startedAt: z._default(z.nullable(instantField), null),
      pausedAt: z._default(z.nullable(instantField), null),
      resumedAt: z._default(z.nullable(instantField), null),
      polledAt: z._default(z.nullable(instantField), null),
      reopened: z.number(),
      reopenedAt: z.nullable(instantField),
      end: z.nullable(end),
      retryOf: z.optional(z.string().check(z.regex(JOB_ID))),
      lateFor: z.optional(dateField),
    })
    .check(
      z.refine(({ jobId, idOfKey }) => jobId === idOfKey),
      z.refine(
        ({ cached, knownFailed, toProcess, totalTickers }) =>
          cached + knownFailed + toProcess === totalTickers,
      ),
      z.refine(
        ({ toProcess, totalBatches, options }) => totalBatches === batchCount(toProcess, options.batchSize),
      ),
    ),
  z.transform(({ jobId, idOfKey, startedAt, pausedAt, resumedAt, end, ...rest }): Job => {
    const state = stateFrom(startedAt, pausedAt, resumedAt, end);
    return { id: jobId, ...rest, wasPaused: pausedAt !== null, state };
  }),
);

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

/** Null if there is no such job. @param jobId of its key. @throws {$ZodError} if what is there is no such job. */
export function parseJob(reply: Reply | undefined, jobId: string): Job | null {
  const fields = parsePairs(reply);
  if (fields.length === 0) return null;
  const hash = new Map(fields);
  let reopened = 0;
  while (hash.has(reopenedField(reopened + 1))) reopened += 1;
  const end = hash.get(endField(reopened)) ?? null;
  const reopenedAt = hash.get(reopenedField(reopened)) ?? null;
  return jobHash.parse({ ...Object.fromEntries(hash), idOfKey: jobId, reopened, reopenedAt, end });
}

/** Where the end of a job stands, which is set once; a job that was reopened may end once more. */
export function endField(reopened: number): string {
  return reopened === 0 ? 'end' : `end:${reopened}`;
}

/** @throws {$ZodError} if it is no end of a job. */
export function parseEnd(reply: Reply | undefined): JobEnd {
  return end.parse(reply);
}

export function reopenedField(reopened: number): string {
  return `reopened:${reopened}`;
}
