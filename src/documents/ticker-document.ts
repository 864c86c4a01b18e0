import { promisify } from 'node:util';
import { gunzipSync, gzip } from 'node:zlib';
import * as z from 'zod';
import { ISSUE_KINDS } from '../core/issues.ts';
import { PRICE_SOURCES } from '../core/job.ts';
import { type Compression, RANGES } from '../core/options.ts';

/** More would make a broken series large; the newest are kept. */
export const ISSUES_KEPT = 100;

const issueSchema = z.strictObject({
  kind: z.enum(ISSUE_KINDS),
  date: z.iso
    .date()
    .describe('Of the row or event; of a row without a usable date, that of the row before it.'),
  column: z.string().optional(),
  value: z
    .union([z.number(), z.string().max(40)])
    .optional()
    .describe('What the source gave; text if no number.'),
});

/** One thing that is odd about a document: the value that was given, or what the check found. */
export type Issue = z.infer<typeof issueSchema>;

/**
 * The value of `ticker-data:{TICKER}`: a price history as columns of one length. `docs/ticker-data.schema.json` is
 * made from this; what JSON Schema cannot say (equal lengths, ascending dates) stands below it.
 */
export const tickerDocumentSchema = z
  .strictObject({
    v: z.literal(1),
    symbol: z.string().min(1).describe("The ticker in Yahoo's spelling."),
    currency: z
      .string()
      .nullable()
      .describe(
        'As Yahoo spells it: GBp is pence, ILA agorot. null: Yahoo names none, as for LUCYW and MT.PA.',
      ),
    exchange: z.string().describe("Yahoo's code of the exchange, such as NMS."),
    timezone: z.string().describe("The exchange's IANA zone, in which the dates are read."),
    type: z.string().describe("Yahoo's kind of instrument, such as EQUITY, ETF, MUTUALFUND."),
    range: z.enum(RANGES).describe('How far back the history was asked for.'),
    interval: z.literal('1d'),
    source: z.enum(PRICE_SOURCES).describe('simulated: made up, never a real price.'),
    fetchedAt: z.iso.datetime().describe('When, in UTC.'),
    dates: z.array(z.iso.date()).min(1).describe('Trading dates, ascending, each once.'),
    open: column(),
    high: column(),
    low: column(),
    close: column().describe('Adjusted for splits. null: no trade that day.'),
    adjClose: column().describe('Adjusted for splits and dividends. null beside a close: not known.'),
    volume: column(),
    dividends: z.array(z.strictObject({ date: z.iso.date(), amount: z.number().nonnegative() })),
    splits: z
      .array(
        z.strictObject({
          date: z.iso.date(),
          numerator: z.number().positive(),
          denominator: z.number().positive(),
        }),
      )
      .describe('4 for 1 is numerator 4, denominator 1.'),
    capitalGains: z
      .array(z.strictObject({ date: z.iso.date(), amount: z.number().nonnegative() }))
      .min(1)
      .optional()
      .describe('What a fund paid out of its gains, beside its dividends. Absent if nothing.'),
    issues: z
      .array(issueSchema)
      .min(1)
      .max(ISSUES_KEPT)
      .optional()
      .describe('What is odd about these data, newest first, at most 100. Absent in a sound document.'),
  })
  .superRefine((document, context) => {
    for (const name of COLUMNS) {
      if (document[name].length !== document.dates.length) {
        context.addIssue(`${name} has ${document[name].length} rows, dates has ${document.dates.length}`);
      }
    }
    const disorder = document.dates.findIndex(
      (date, row) => row > 0 && date <= (document.dates[row - 1] ?? ''),
    );
    if (disorder !== -1)
      context.addIssue(`dates do not ascend at row ${disorder}: ${document.dates[disorder]}`);
  });

export type TickerDocument = z.infer<typeof tickerDocumentSchema>;

/** A value under `ticker-data:` that is no document of ours. */
export class InvalidTickerDocument extends Error {
  override readonly name = 'InvalidTickerDocument';
}

/**
 * The document as Redis holds it: JSON, or `gz:` and the base64 of its gzip. Compressed beside the main thread, which
 * would stand still for 5 ms a document.
 */
export async function encodeDocument(document: TickerDocument, compress: Compression): Promise<string> {
  const json = JSON.stringify(document);
  return compress === 'gzip' ? GZIP_PREFIX + (await compressed(json)).toString('base64') : json;
}

/** @throws InvalidTickerDocument, which says what is wrong with the value. */
export function decodeDocument(value: string): TickerDocument {
  const parsed = tickerDocumentSchema.safeParse(parseJson(value));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.length ? `${issue.path.join('.')}: ` : '';
  throw new InvalidTickerDocument(`Not a ticker-data document of version 1: ${where}${issue?.message}`, {
    cause: parsed.error,
  });
}

const GZIP_PREFIX = 'gz:';

const compressed = promisify<string, Buffer>(gzip);

/** A history of a hundred years is 2 MB; a value that unpacks to more than this is an attack or a mistake. */
const UNPACKED_LIMIT_BYTES = 16 * 1024 * 1024;

const COLUMNS = ['open', 'high', 'low', 'close', 'adjClose', 'volume'] as const;

function column() {
  return z.array(z.number().nullable());
}

function parseJson(value: string): unknown {
  try {
    if (!value.startsWith(GZIP_PREFIX)) return JSON.parse(value);
    const packed = Buffer.from(value.slice(GZIP_PREFIX.length), 'base64');
    return JSON.parse(gunzipSync(packed, { maxOutputLength: UNPACKED_LIMIT_BYTES }).toString('utf8'));
  } catch (cause) {
    const kind = value.startsWith(GZIP_PREFIX) ? 'base64 of gzipped JSON' : 'JSON';
    throw new InvalidTickerDocument(`Not a ticker-data document: the value is no ${kind}`, { cause });
  }
}
