import { documentBytes, meanRows } from './document-size.ts';
import { formatBytes } from './format-bytes.ts';
import { batchCount, type Job } from './job.ts';
import { lanesFor } from './lanes.ts';

/** Upstash's free plan, as of November 2026: https://upstash.com/pricing/redis. */
const FREE_PLAN = { bytes: 256_000_000, commandsPerMonth: 500_000 } as const;

/**
 * `npm run bench -- costs`, at 4 requests a second: 55 for 503 tickers, 503 for 6,800, 3,575 for 50,000. While somebody
 * watches the job more is committed, and it may take four times as many.
 */
const COMMANDS_PER_TICKER = 0.072;
const COMMANDS_PER_JOB = 18;
/** `npm run bench -- lanes`: 12 to 35, the most where a lane has few tickers; the second lane of a job takes 50 to 75. */
const COMMANDS_PER_LANE = 20;
/** Entry of the index, fact and plan. */
const BYTES_BESIDE_DOCUMENT = 150;

/** What a job is going to take. */
export interface Forecast {
  /** Billed by Upstash. */
  commands: number;
  /** Documents with their entries in the index, facts and plan. */
  writtenBytes: number;
  /** How much more the database holds afterwards: what is written, less the documents that it replaces. */
  addedBytes: number;
}

/** What a database says of itself; null for what it does not. */
export interface DatabaseUse {
  usedBytes: number | null;
  limitBytes: number | null;
  /** How many keys it holds. */
  keys: number | null;
}

/** @param replacedBytes what the documents take that the job writes anew. */
export function forecastJob(
  { toProcess, options }: Pick<Job, 'toProcess' | 'options'>,
  replacedBytes: number,
): Forecast {
  if (toProcess === 0) return { commands: COMMANDS_PER_JOB, writtenBytes: 0, addedBytes: 0 };
  const documentSize = documentBytes(meanRows(options.range), options.compress);
  const writtenBytes = toProcess * (documentSize + BYTES_BESIDE_DOCUMENT);
  const lanes = lanesFor({ options, totalBatches: batchCount(toProcess, options.batchSize) }).length;
  return {
    commands: COMMANDS_PER_JOB + Math.ceil(toProcess * COMMANDS_PER_TICKER) + (lanes - 1) * COMMANDS_PER_LANE,
    writtenBytes,
    addedBytes: Math.max(0, writtenBytes - replacedBytes),
  };
}

/**
 * Why a job does not fit, in a sentence; null if it does. Where the database names no limit it is held to the free
 * plan, unless it holds more than that already.
 */
export function misfit(
  { addedBytes, commands }: Forecast,
  { usedBytes, limitBytes }: DatabaseUse,
): string | null {
  const used = usedBytes ?? 0;
  const limit = limitBytes ?? (used > FREE_PLAN.bytes ? null : FREE_PLAN.bytes);
  const name = limitBytes === null ? "Upstash's free plan" : 'the database';
  if (limit !== null && used + addedBytes > limit) {
    const known = usedBytes === null ? '' : `, of which ${formatBytes(used)} are used`;
    return (
      `It adds about ${formatBytes(addedBytes)}, and ${name} holds ${formatBytes(limit)}${known}: ` +
      'take compress: gzip, a shorter range or fewer tickers, or a larger plan.'
    );
  }
  if (limitBytes !== null || limit === null || commands <= FREE_PLAN.commandsPerMonth) return null;
  return `It takes about ${commands} commands, and ${name} has ${FREE_PLAN.commandsPerMonth} a month: take a larger plan or fewer tickers.`;
}
