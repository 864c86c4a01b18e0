import * as z from 'zod/mini';
import { descriptionOf } from '../core/description-of.ts';
import { errorMessage } from '../core/error-message.ts';
import { jobOptionsSchema, requestsPerSecondOverHttp as requestsPerSecond } from '../core/options.ts';
import { listedSymbol } from '../tickers/listed-symbol.ts';
import {
  MOST_TICKERS,
  parseTickerList,
  type TickerList,
  TickerListError,
  tooMany,
} from '../tickers/ticker-list.ts';
import { type Issue, Problem } from './problem.ts';
import type { LeftOutReply } from './replies/reply-fields.ts';

const SHOWN_ISSUES = 20;
const { batchSize, range, compress, refreshAfter, maxBatches, lanes } = jobOptionsSchema.shape;

// Each description is the end of a refusal: "batchSize must be …".

export const tickersField = z
  .union([
    // For the document alone: more are refused by 413, not as a wrong field.
    z.array(z.string('must be a symbol such as AAPL or BRK-B')).check(z.meta({ maxItems: MOST_TICKERS })),
    z.string(),
  ])
  .check(
    z.describe(
      "a list of symbols in Yahoo's spelling, such as AAPL or BRK-B, or one text with commas, spaces or lines between them, or a pasted table; BRK.B is read as BRK-B",
    ),
  );

/** A list that is known by its name; that of a custom job is known by the job. */
export const universeField = z
  .optional(z.enum(['sp500', 'all']))
  .check(
    z.describe('sp500 or all; if not given, that of the last nightly job, else of the newest job of either'),
  );

/** Options of a new job, as the inputs of the action. */
export const optionFields = {
  range: z.optional(range).check(z.describe(`${descriptionOf(range)}; 5y if not given`)),
  compress: z.optional(compress).check(z.describe(`${descriptionOf(compress)}; none if not given`)),
  refreshAfter: z
    .optional(refreshAfter)
    .check(z.describe(`${descriptionOf(refreshAfter)}; close if not given`)),
  requestsPerSecond: z
    .optional(requestsPerSecond)
    .check(z.describe(`${descriptionOf(requestsPerSecond)}; 4 if not given`)),
};
export const batchFields = {
  batchSize: z.optional(batchSize).check(z.describe(`${descriptionOf(batchSize)}; 5 if not given`)),
  lanes: z.optional(lanes).check(z.describe(`${descriptionOf(lanes)}, chains side by side; 1 if not given`)),
  // A run costs half a minute of start: a job that nobody steps through by hand uses its runs up.
  maxBatches: z
    ._default(maxBatches, 0)
    .check(z.describe(`${descriptionOf(maxBatches)}, for each run; 0 if not given`)),
};

/**
 * What of the given is a symbol; the rest is skipped.
 *
 * @throws {Problem} 400 that names each value if none is a symbol, or 413.
 */
export function parseTickersField(given: z.infer<typeof tickersField>): TickerList {
  try {
    if (typeof given !== 'string' && given.length > MOST_TICKERS) throw tooMany(given.length);
    const list = parseTickerList(given);
    const symbols = list.tickers.length + list.repeated;
    if (symbols > MOST_TICKERS) throw tooMany(symbols);
    return list;
  } catch (error) {
    if (error instanceof TickerListError) throw listProblem(error, given);
    throw error;
  }
}

/** What a reply says of a list from which not all was taken. */
export function leftOutOf({ skipped, repeated }: TickerList): LeftOutReply {
  return {
    ...(skipped.count > 0 ? { skipped } : {}),
    ...(repeated > 0 ? { repeated } : {}),
  };
}

function listProblem(error: TickerListError, given: z.infer<typeof tickersField>): Problem {
  const { reason, message } = error;
  const issues =
    reason === 'no-symbol' && typeof given !== 'string' ? wrongValues(given) : [{ path: 'tickers', message }];
  return new Problem(reason === 'too-many' ? 'too-many-tickers' : 'invalid-field', message, {
    issues,
    cause: error,
  });
}

function wrongValues(given: readonly string[]): Issue[] {
  return [...given.entries()]
    .filter(([, value]) => value.trim() !== '' && listedSymbol(value) === null)
    .slice(0, SHOWN_ISSUES)
    .map(([position, value]) => ({ path: `tickers.${position}`, message: messageOf(value) }));
}

function messageOf(value: string): string {
  try {
    parseTickerList([value]);
    return 'is no symbol';
  } catch (error) {
    return errorMessage(error);
  }
}
