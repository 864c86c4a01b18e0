import * as z from 'zod';
import { type MarkerHistory, type Plan, PRICE_SOURCES, type StoredHistory } from '../core/job.ts';
import { countField, dateField, failureSchema, instantField, jsonField, tickerField } from './fields.ts';
import type { Reply } from './redis.ts';

export const seenSchema = z.object({
  date: dateField,
  rows: countField,
  first: dateField,
  last: dateField,
});
const markerSchema = z.tuple([tickerField, countField, z.array(seenSchema), instantField.optional()]);
/** What documents hold, and the positions of their tickers: those of a universe hold nearly all the same. */
const groupSchema = z.tuple([
  z.tuple([z.enum(PRICE_SOURCES), countField, dateField, dateField]).nullable(),
  z.array(z.int().nonnegative()),
]);
const planSchema = z
  .object({
    tickers: z.array(tickerField),
    knownFailed: z.array(failureSchema.omit({ attempts: true })),
    // Earlier versions wrote the tickers alone.
    marked: z
      .array(z.union([markerSchema, tickerField.transform((ticker) => [ticker, 1, [], undefined] as const)]))
      .default([]),
    fresh: z.array(tickerField).default([]),
    before: z.array(groupSchema).default([]),
    replacesAll: z.boolean().default(false),
  })
  .transform(
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
  );

export function parsePlan(reply: Reply | undefined): Plan {
  return jsonField(planSchema).parse(reply);
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
