import * as z from 'zod/mini';
import { type MarkerHistory, type Plan, PRICE_SOURCES, type StoredHistory } from '../core/job.ts';
import { countField, dateField, failureSchema, instantField, jsonField, tickerField } from './fields.ts';
import type { Reply } from './redis.ts';

export const seenSchema = z.object({
  date: dateField,
  rows: countField,
  first: dateField,
  last: dateField,
});
const markerSchema = z.tuple([tickerField, countField, z.array(seenSchema), z.optional(instantField)]);
/** What documents hold, and the positions of their tickers: those of a universe hold nearly all the same. */
const groupSchema = z.tuple([
  z.nullable(z.tuple([z.enum(PRICE_SOURCES), countField, dateField, dateField])),
  z.array(z.int().check(z.gte(0))),
]);
/** As earlier versions wrote a marker. */
const markedTicker = z.pipe(
  tickerField,
  z.transform((ticker): z.infer<typeof markerSchema> => [ticker, 1, [], undefined]),
);
const planSchema = jsonField(
  z.pipe(
    z.object({
      tickers: z.array(tickerField),
      knownFailed: z.array(z.omit(failureSchema, { attempts: true })),
      marked: z._default(z.array(z.union([markerSchema, markedTicker])), []),
      fresh: z._default(z.array(tickerField), []),
      before: z._default(z.array(groupSchema), []),
      replacesAll: z._default(z.boolean(), false),
    }),
    z.transform(
      ({ tickers, knownFailed, fresh, marked, before, replacesAll }): Plan => ({
        tickers,
        knownFailed,
        fresh,
        replacesAll,
        marked: new Map(
          marked.map(([ticker, count, seen, failedAt]): [string, MarkerHistory] => [
            ticker,
            { count, seen: [...seen], failedAt },
          ]),
        ),
        before: new Map(
          before.flatMap(([held, positions]) =>
            positions.map((position): [string, StoredHistory | null] => [
              tickers[position] ?? '',
              unpacked(held),
            ]),
          ),
        ),
      }),
    ),
  ),
);

export function parsePlan(reply: Reply | undefined): Plan {
  return planSchema.parse(reply);
}

/** A plan as it is stored: some 15 bytes a ticker. */
export function planValue({ tickers, knownFailed, fresh, marked, before, replacesAll }: Plan): string {
  const positions = new Map(tickers.map((ticker, position) => [ticker, position]));
  const groups = new Map<string, number[]>();
  for (const [ticker, held] of before) {
    const position = positions.get(ticker);
    if (position === undefined) continue;
    const key = JSON.stringify(held && [held.source, held.rows, held.first, held.last]);
    const group = groups.get(key);
    if (group) group.push(position);
    else groups.set(key, [position]);
  }
  return JSON.stringify({
    tickers,
    knownFailed,
    ...(fresh.length > 0 ? { fresh } : {}),
    marked: [...marked].map(([ticker, { count, seen, failedAt }]) =>
      failedAt === undefined ? [ticker, count, seen] : [ticker, count, seen, failedAt],
    ),
    before: [...groups].map(([held, group]) => [JSON.parse(held), group]),
    ...(replacesAll ? { replacesAll } : {}),
  });
}

function unpacked(held: z.infer<typeof groupSchema>[0]): StoredHistory | null {
  if (!held) return null;
  const [source, rows, first, last] = held;
  return { source, rows, first, last };
}
