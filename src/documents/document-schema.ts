import * as z from 'zod';
import { ISSUE_KINDS } from '../core/issues.ts';
import { PRICE_SOURCES } from '../core/job.ts';
import { RANGES } from '../core/options.ts';
import { COLUMNS, ISSUES_KEPT, type TickerDocument } from './ticker-document.ts';

const ISSUE_MEANINGS: Readonly<Record<(typeof ISSUE_KINDS)[number], string>> = {
  'bad-value':
    'a cell that cannot be is null, and a row without a usable date, or one of two rows of a date, is left out',
  'bad-event': 'an event without usable figures is left out',
  'adjclose-derived': 'adjClose was missing, and has the factor of its neighbour',
  'adjclose-unknown': 'adjClose is missing beside a close, and stays null',
  'missing-session': 'a session between the first and the last row has no row',
  jump: 'the close is 90 to 110 times the one before, or the inverse, without a split',
  'split-not-applied': 'the prices before a split do not show it',
  'dividend-mismatch': 'adjClose is not what close and the dividends make',
};

const issueSchema = z.strictObject({
  kind: z.enum(ISSUE_KINDS).describe(
    `${Object.entries(ISSUE_MEANINGS)
      .map(([kind, meaning]) => `${kind}: ${meaning}`)
      .join('; ')}.`,
  ),
  date: z.iso
    .date()
    .describe('Of the row or event; of a row without a usable date, that of the row before it.'),
  column: z.string().optional(),
  value: z
    .union([z.number(), z.string().max(40)])
    .optional()
    .describe('What the source gave; text if no number.'),
});

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
    exchange: z.string().describe("Yahoo's code of the exchange, such as NMS; empty where it names none."),
    timezone: z.string().describe("The exchange's IANA zone, in which the dates are read."),
    type: z
      .string()
      .describe("Yahoo's kind of instrument, such as EQUITY, ETF, MUTUALFUND; empty where it names none."),
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
      .describe(
        'What is odd about these data, newest first, at most 100: prices stay as the source gave them. Absent in a sound document.',
      ),
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
  }) satisfies z.ZodType<TickerDocument>;

function column() {
  return z.array(z.number().nullable());
}
