import * as z from 'zod/mini';
import { MOST_LANES, MOST_REQUESTS_PER_SECOND_OVER_HTTP } from './option-limits.ts';

/** How far back a history reaches. */
export const RANGES = ['1y', '2y', '5y', '10y', 'max'] as const;
export type Range = (typeof RANGES)[number];

export const COMPRESSIONS = ['none', 'gzip'] as const;
export type Compression = (typeof COMPRESSIONS)[number];

export const DURATION = /^[1-9]\d{0,3}[smhd]$/;

/** What a job can be told. Each description is the end of a refusal: "batch-size is 0: it must be …". */
export const jobOptionsSchema = z.object({
  batchSize: z.int().check(z.gte(1), z.lte(50), z.describe('a whole number from 1 to 50')),
  range: z.enum(RANGES).check(z.describe('1y, 2y, 5y, 10y or max')),
  compress: z.enum(COMPRESSIONS).check(z.describe('none or gzip')),
  refreshAfter: z
    .union([z.literal('close'), z.string().check(z.regex(DURATION))])
    .check(z.describe('close, or a duration such as 30m, 8h or 2d')),
  retryFailedAfter: z.string().check(z.regex(DURATION), z.describe('a duration such as 12h or 7d')),
  maxFailedPercent: z.number().check(z.gte(0), z.lte(100), z.describe('a number from 0 to 100')),
  maxBatches: z
    .int()
    .check(z.gte(0), z.lte(100_000), z.describe('a whole number from 0 (no limit) to 100000')),
  timeBudget: z.int().check(z.gte(1), z.lte(18_000), z.describe('whole seconds from 1 to 18000')),
  autoContinue: z.boolean().check(z.describe('true or false')),
  requestsPerSecond: z.number().check(z.gte(0), z.lte(100), z.describe('a number from 0 (no limit) to 100')),
  lanes: z.int().check(z.gte(1), z.lte(MOST_LANES), z.describe(`a whole number from 1 to ${MOST_LANES}`)),
});

export const requestsPerSecondOverHttp = z
  .number()
  .check(
    z.gt(0),
    z.lte(MOST_REQUESTS_PER_SECOND_OVER_HTTP),
    z.describe(`a number above 0, at most ${MOST_REQUESTS_PER_SECOND_OVER_HTTP}`),
  );

export type JobOptions = z.infer<typeof jobOptionsSchema>;

/** All of them, in the order of the schema. */
export const OPTION_NAMES = z.keyof(jobOptionsSchema).options;

/** What somebody has said of the options; the rest is as the defaults have it. */
export const givenOptionsSchema = z.partial(jobOptionsSchema);
export type GivenOptions = z.infer<typeof givenOptionsSchema>;

/** The defaults stand here alone. */
const DEFAULT_OPTIONS: JobOptions = {
  batchSize: 5,
  range: '5y',
  compress: 'none',
  refreshAfter: 'close',
  retryFailedAfter: '7d',
  maxFailedPercent: 20,
  maxBatches: 1,
  timeBudget: 240,
  autoContinue: true,
  requestsPerSecond: 4,
  lanes: 1,
};

/** All options, the given ones over the others. */
export function completeOptions(given: GivenOptions, others: JobOptions = DEFAULT_OPTIONS): JobOptions {
  return jobOptionsSchema.parse({ ...others, ...given });
}

/** The options that may be given again with a job id, for that run alone. */
export const RUN_OPTIONS = ['maxBatches', 'timeBudget', 'autoContinue', 'requestsPerSecond'] as const;
export type RunOptions = Pick<JobOptions, (typeof RUN_OPTIONS)[number]>;

const MILLISECONDS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Milliseconds of a duration that has passed the schema, such as `8h`. */
export function durationMilliseconds(text: string): number {
  const unit = z.enum(['s', 'm', 'h', 'd']).parse(text.at(-1));
  return Number.parseInt(text, 10) * MILLISECONDS[unit];
}
