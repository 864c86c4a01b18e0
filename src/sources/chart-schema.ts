import * as z from 'zod/mini';
import en from 'zod/v4/locales/en.js';
import { zoneOf } from '../core/exchanges.ts';
import { isTimezone } from './trading-date.ts';

// The reason of a failure quotes what the schema says: without words of a language that is "Invalid input" for all.
z.config(en());

/** A column as it was sent: what its cells hold is looked at one by one. */
export type RawColumn = readonly unknown[];

const column = z.custom<RawColumn>(Array.isArray, 'is no list');
/** Null is a column that was not sent, and so is an empty one. */
const optionalColumn = z.pipe(
  z.nullish(column),
  z.transform((cells) => (cells?.length ? cells : undefined)),
);
/** From 1800 to 2100: others are no instants, and no date can be made of them. */
const seconds = z.number().check(z.gte(-5_364_662_400), z.lte(4_102_444_800));

/** Yahoo's codes have three to fourteen letters. They come into the index, which takes no long texts. */
const LONGEST_NAME = 100;
/** Empty where Yahoo names none: rows have dates and prices all the same. */
const name = z.catch(z.string().check(z.maxLength(LONGEST_NAME)), '');

const zone = z.object({
  exchangeName: name,
  exchangeTimezoneName: z.unknown(),
  /** Seconds east of UTC, today. */
  gmtoffset: z.catch(z.nullish(z.number().check(z.gte(-14 * 3_600), z.lte(14 * 3_600))), null),
});

/** The zone of the dates; where it is missing that of the exchange, else the offset in whole hours. Undefined if it is none. */
function timezoneOf({
  exchangeName,
  exchangeTimezoneName,
  gmtoffset,
}: z.infer<typeof zone>): string | undefined {
  if (typeof exchangeTimezoneName === 'string')
    return isTimezone(exchangeTimezoneName) ? exchangeTimezoneName : undefined;
  const known = zoneOf(exchangeName);
  if (known !== undefined || typeof gmtoffset !== 'number') return known;
  // The signs of these names are those of POSIX: west is positive.
  const west = -Math.trunc(gmtoffset / 3_600);
  return `Etc/GMT${west < 0 ? west : `+${west}`}`;
}

/** The shape of Yahoo's chart. Only a chart that lacks it is refused as a whole. */
export const chartSchema = z.object({
  meta: z.pipe(
    z.object({
      symbol: z.string(),
      // Null or missing for real tickers (LUCYW, MT.PA).
      currency: z.catch(z.nullish(z.string().check(z.minLength(1))), null),
      ...zone.shape,
      instrumentType: name,
      regularMarketTime: z.catch(z.nullish(seconds), null),
      // Yahoo answers in months when it finds a range too long for days.
      dataGranularity: z.nullish(z.literal('1d')),
      currentTradingPeriod: z.catch(
        z.optional(z.object({ regular: z.object({ start: seconds, end: seconds }) })),
        undefined,
      ),
    }),
    z.transform((meta, context) => {
      const exchangeTimezoneName = timezoneOf(meta);
      if (exchangeTimezoneName !== undefined) return { ...meta, exchangeTimezoneName };
      context.issues.push({
        code: 'custom',
        path: ['exchangeTimezoneName'],
        message: 'is no time zone',
        input: meta,
      });
      return z.NEVER;
    }),
  ),
  timestamp: z.pipe(
    optionalColumn,
    z.transform((cells): RawColumn => cells ?? []),
  ),
  indicators: z.object({
    // One empty object when there is no timestamp.
    quote: z
      .array(
        z.object({
          open: z.optional(optionalColumn),
          high: z.optional(optionalColumn),
          low: z.optional(optionalColumn),
          close: z.optional(optionalColumn),
          volume: z.optional(optionalColumn),
        }),
      )
      .check(z.length(1)),
    adjclose: z.nullish(z.array(z.nullable(z.object({ adjclose: z.optional(optionalColumn) })))),
  }),
  // What they hold is looked at one by one, as cells are.
  events: z.nullish(z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())], 'is no object')),
});

export type Chart = z.infer<typeof chartSchema>;

const COLUMNS = ['open', 'high', 'low', 'close', 'volume', 'adjClose'] as const;
export type RawColumns = Record<Exclude<(typeof COLUMNS)[number], 'adjClose'>, RawColumn> & {
  /** null: Yahoo sent none. */
  adjClose: RawColumn | null;
};

/** The columns of a chart; one that was not sent is empty of values. */
export function rawColumns({ timestamp, indicators }: Chart): RawColumns {
  const none: RawColumn = new Array(timestamp.length).fill(null);
  const { open = none, high = none, low = none, close = none, volume = none } = indicators.quote[0] ?? {};
  return { open, high, low, close, volume, adjClose: indicators.adjclose?.[0]?.adjclose ?? null };
}

/** A sentence about a column of another length than there are rows; null if all are alike. */
export function unequalColumn({ timestamp }: Chart, columns: RawColumns): string | null {
  for (const name of COLUMNS) {
    const length = columns[name]?.length ?? timestamp.length;
    if (length !== timestamp.length) return `${name} has ${length} rows, timestamp has ${timestamp.length}`;
  }
  return null;
}
