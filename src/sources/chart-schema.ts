import * as z from 'zod';
import { zoneOf } from '../core/exchanges.ts';
import { isTimezone } from './trading-date.ts';

/** A column as it was sent: what its cells hold is looked at one by one. */
export type RawColumn = readonly unknown[];

const column = z.custom<RawColumn>(Array.isArray, 'is no list');
/** Null is a column that was not sent, and so is an empty one. */
const optionalColumn = column.nullish().transform((cells) => (cells?.length ? cells : undefined));
/** From 1800 to 2100: others are no instants, and no date can be made of them. */
const seconds = z.number().min(-5_364_662_400).max(4_102_444_800);

/** Yahoo's codes have three to fourteen letters. They come into the index, which takes no long texts. */
const LONGEST_NAME = 100;
/** Empty where Yahoo names none: rows have dates and prices all the same. */
const name = z.string().max(LONGEST_NAME).catch('');

const zone = z.object({
  exchangeName: name,
  exchangeTimezoneName: z.unknown(),
  /** Seconds east of UTC, today. */
  gmtoffset: z
    .number()
    .min(-14 * 3_600)
    .max(14 * 3_600)
    .nullish()
    .catch(null),
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
  meta: z
    .object({
      symbol: z.string(),
      // Null or missing for real tickers (LUCYW, MT.PA).
      currency: z.string().min(1).nullish().catch(null),
      ...zone.shape,
      instrumentType: name,
      regularMarketTime: seconds.nullish().catch(null),
      // Yahoo answers in months when it finds a range too long for days.
      dataGranularity: z.literal('1d').nullish(),
      currentTradingPeriod: z
        .object({ regular: z.object({ start: seconds, end: seconds }) })
        .optional()
        .catch(undefined),
    })
    .transform((meta, context) => {
      const exchangeTimezoneName = timezoneOf(meta);
      if (exchangeTimezoneName !== undefined) return { ...meta, exchangeTimezoneName };
      context.addIssue({ code: 'custom', path: ['exchangeTimezoneName'], message: 'is no time zone' });
      return z.NEVER;
    }),
  timestamp: optionalColumn.transform((cells): RawColumn => cells ?? []),
  indicators: z.object({
    // One empty object when there is no timestamp.
    quote: z
      .array(
        z
          .object({
            open: optionalColumn,
            high: optionalColumn,
            low: optionalColumn,
            close: optionalColumn,
            volume: optionalColumn,
          })
          .partial(),
      )
      .length(1),
    adjclose: z.array(z.object({ adjclose: optionalColumn }).partial().nullable()).nullish(),
  }),
  // What they hold is looked at one by one, as cells are.
  events: z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())], 'is no object').nullish(),
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
