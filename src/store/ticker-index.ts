import * as z from 'zod/mini';
import { CLOCK_TOLERANCE_MILLISECONDS, type IndexEntry } from '../core/freshness.ts';
import { ISSUE_KINDS } from '../core/issues.ts';
import { FAILURE_CODES, PRICE_SOURCES } from '../core/job.ts';
import { COMPRESSIONS, RANGES } from '../core/options.ts';
import type { FailedMarker, Known } from '../core/plan.ts';
import {
  countField,
  dateField,
  foundTextsSchema,
  instantField,
  millisecondsField,
  parsePairs,
  textField,
  textsSchema,
} from './fields.ts';
import { KEYS } from './keys.ts';
import { seenSchema } from './plan-record.ts';
import type { Redis, Reply } from './redis.ts';

/** Pages of 1,000 keys that a plan looks through when documents are missing; a plan stays below 20 commands. */
const SCAN_PAGES = 10;

const fetchParts = [millisecondsField, z.enum(RANGES), z.enum(PRICE_SOURCES), z.enum(COMPRESSIONS)] as const;
/** The year 2100. */
const LAST_TRADE_SECONDS = 4_102_444_800;
const issueCounts = z.union([
  z.literal(0),
  z.partialRecord(z.enum(ISSUE_KINDS), z.int().check(z.positive())),
]);
const entrySchema = z
  .tuple([
    ...fetchParts,
    countField.check(z.positive()),
    dateField,
    dateField,
    textField,
    z.nullable(z.number().check(z.gte(0), z.lte(LAST_TRADE_SECONDS))),
    issueCounts,
  ])
  // A history that ends in the future would be fresh for ever, and every answer worse than it.
  .check(
    z.refine(
      ([fetchedAt, , , , , first, last]) =>
        first <= last && Date.parse(last) <= fetchedAt + 2 * CLOCK_TOLERANCE_MILLISECONDS,
    ),
  );
/** As earlier versions wrote it. */
const shortEntrySchema = z.tuple([...fetchParts]);
const markerSchema = z.object({
  error: textField,
  code: z.enum(FAILURE_CODES),
  failedAt: instantField,
  retryAfter: instantField,
  count: z.optional(z.int().check(z.positive())),
  seen: z.optional(z.array(seenSchema)),
});

/**
 * An entry as it is stored: `[fetchedAt, range, source, compress, rows, first, last, exchange, lastTrade, issues]`, some
 * 90 bytes; `issues` is 0 if there are none.
 */
export function indexValue({ fetchedAt, range, source, compress, held }: IndexEntry): string {
  const fetched = [fetchedAt, range, source, compress];
  if (!held) return JSON.stringify(fetched);
  const { rows, first, last, exchange, lastTrade, issues } = held;
  const counts = Object.keys(issues).length === 0 ? 0 : issues;
  return JSON.stringify([...fetched, rows, first, last, exchange, lastTrade, counts]);
}

/**
 * What Redis knows of these tickers: for thousands of them two commands, one more if any entry relies on its document,
 * and up to thirteen if documents are missing.
 *
 * @param relies gives whether it matters that the document of an entry exists; called when the entries are there.
 * @default of each
 */
export async function readKnown(
  redis: Redis,
  tickers: readonly string[],
  relies: () => Promise<(entry: IndexEntry) => boolean> = async () => () => true,
): Promise<Known> {
  if (tickers.length === 0) return { index: new Map(), markers: new Map() };
  const [entries, markers] = await redis.pipeline([
    ['HMGET', KEYS.tickerIndex, ...tickers],
    ['MGET', ...tickers.map(KEYS.marker)],
  ]);
  const index = parseEach(tickers, entries, parseEntry);
  const isRelied = await relies();
  const relied = new Map([...index].filter(([, entry]) => isRelied(entry)));
  const existing = await onlyExisting(redis, relied);
  return {
    index: new Map([...index].filter(([ticker]) => !relied.has(ticker) || existing.has(ticker))),
    markers: parseEach(tickers, markers, parseMarker),
  };
}

/** Of a few tickers, when each was fetched: what an earlier run of the job has kept of a batch. */
export async function readIndex(redis: Redis, tickers: readonly string[]): Promise<Map<string, IndexEntry>> {
  const [entries] = await redis.pipeline([['HMGET', KEYS.tickerIndex, ...tickers]]);
  return parseEach(tickers, entries, parseEntry);
}

/** What the index says: `damaged` are entries that are none of fill-cache. */
export interface ReadEntries {
  index: Map<string, IndexEntry>;
  damaged: string[];
}

/** Of these tickers, or of all that the index has: one command. */
export async function readEntries(redis: Redis, tickers: readonly string[] | null): Promise<ReadEntries> {
  if (tickers?.length === 0) return { index: new Map(), damaged: [] };
  if (tickers === null) {
    const [all] = await redis.pipeline([['HGETALL', KEYS.tickerIndex]]);
    return parseEntries(parsePairs(all));
  }
  const [values] = await redis.pipeline([['HMGET', KEYS.tickerIndex, ...tickers]]);
  const texts = foundTextsSchema.parse(values);
  return parseEntries(tickers.flatMap((ticker, at) => (texts[at] == null ? [] : [[ticker, texts[at]]])));
}

/** One command. */
export async function readMarkers(
  redis: Redis,
  tickers: readonly string[],
): Promise<Map<string, FailedMarker>> {
  if (tickers.length === 0) return new Map();
  const [values] = await redis.pipeline([['MGET', ...tickers.map(KEYS.marker)]]);
  return parseEach(tickers, values, parseMarker);
}

/** How many of these have a document: one command. */
export async function countDocuments(redis: Redis, tickers: readonly string[]): Promise<number> {
  if (tickers.length === 0) return 0;
  const [count] = await redis.pipeline([['EXISTS', ...tickers.map(KEYS.ticker)]]);
  return Number(count);
}

/**
 * Documents may have been deleted behind the index. One variadic `EXISTS` tells how many are there; only if some
 * are not are the keys looked through, and what was not seen then counts as gone.
 */
async function onlyExisting(redis: Redis, index: Map<string, IndexEntry>): Promise<Map<string, IndexEntry>> {
  if (index.size === 0) return index;
  const [count] = await redis.pipeline([['EXISTS', ...[...index.keys()].map(KEYS.ticker)]]);
  if (count === index.size) return index;
  if (count === 0) return new Map();
  const seen = await scanDocuments(redis);
  return new Map([...index].filter(([ticker]) => seen.has(KEYS.ticker(ticker))));
}

async function scanDocuments(redis: Redis): Promise<Set<string>> {
  const seen = new Set<string>();
  let cursor = '0';
  for (let page = 0; page < SCAN_PAGES; page++) {
    const [reply] = await redis.pipeline([['SCAN', cursor, 'MATCH', KEYS.ticker('*'), 'COUNT', 1_000]]);
    const [next, keys] = z.tuple([z.coerce.string(), textsSchema]).parse(reply);
    for (const key of keys) seen.add(key);
    cursor = next;
    if (cursor === '0') break;
  }
  return seen;
}

/** What does not parse was not written by us, and counts as not there. */
function parseEach<Value>(
  tickers: readonly string[],
  reply: Reply | undefined,
  parse: (value: unknown) => Value | null,
): Map<string, Value> {
  const values = foundTextsSchema.parse(reply);
  const parsed = new Map<string, Value>();
  for (const [position, ticker] of tickers.entries()) {
    const value = parse(values[position]);
    if (value) parsed.set(ticker, value);
  }
  return parsed;
}

function parseEntries(entries: readonly (readonly [ticker: string, text: string])[]): ReadEntries {
  const index = new Map<string, IndexEntry>();
  const damaged: string[] = [];
  for (const [ticker, text] of entries) {
    const entry = parseEntry(text);
    if (entry) index.set(ticker, entry);
    else damaged.push(ticker);
  }
  return { index, damaged };
}

function parseEntry(text: unknown): IndexEntry | null {
  const json = parseJson(text);
  const short = shortEntrySchema.safeParse(Array.isArray(json) ? json.slice(0, fetchParts.length) : json);
  if (!short.success) return null;
  const [fetchedAt, range, source, compress] = short.data;
  const whole = entrySchema.safeParse(json);
  // What is no longer readable of what a document holds is as absent: the guard then reads the document.
  if (!whole.success) return { fetchedAt, range, source, compress };
  const [, , , , rows, first, last, exchange, lastTrade, issues] = whole.data;
  const held = { rows, first, last, exchange, lastTrade, issues: issues === 0 ? {} : issues };
  return { fetchedAt, range, source, compress, held };
}

/** Null for what was not written by us. */
export function parseMarker(text: unknown): FailedMarker | null {
  return markerSchema.safeParse(parseJson(text)).data ?? null;
}

function parseJson(text: unknown): unknown {
  if (typeof text !== 'string') return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
