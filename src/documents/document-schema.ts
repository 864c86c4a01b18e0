import * as z from 'zod/mini';
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

const ISSUE_KINDS_DESCRIBED = Object.entries(ISSUE_MEANINGS)
  .map(([kind, meaning]) => `${kind}: ${meaning}`)
  .join('; ');
const column = z.array(z.nullable(z.number()));
const positive = z.number().check(z.positive());
const paid = z.array(z.strictObject({ date: z.iso.date(), amount: z.number().check(z.gte(0)) }));
const issueSchema = z.strictObject({
  kind: z.enum(ISSUE_KINDS).check(z.describe(`${ISSUE_KINDS_DESCRIBED}.`)),
  date: z.iso
    .date()
    .check(z.describe('Of the row or event; of a row without a usable date, that of the row before it.')),
  column: z.optional(z.string()),
  value: z
    .optional(z.union([z.number(), z.string().check(z.maxLength(40))]))
    .check(z.describe('What the source gave; text if no number.')),
});

/**
 * The value of `ticker-data:{TICKER}`: a price history as columns of one length. `docs/ticker-data.schema.json` is
 * made from this; what JSON Schema cannot say (equal lengths, ascending dates) stands below it.
 */
export const tickerDocumentSchema = z
  .strictObject({
    v: z.literal(1),
    symbol: z.string().check(z.minLength(1), z.describe("The ticker in Yahoo's spelling.")),
    currency: z
      .nullable(z.string())
      .check(
        z.describe(
          'As Yahoo spells it: GBp is pence, ILA agorot. null: Yahoo names none, as for LUCYW and MT.PA.',
        ),
      ),
    exchange: z
      .string()
      .check(z.describe("Yahoo's code of the exchange, such as NMS; empty where it names none.")),
    timezone: z.string().check(z.describe("The exchange's IANA zone, in which the dates are read.")),
    type: z
      .string()
      .check(
        z.describe("Yahoo's kind of instrument, such as EQUITY, ETF, MUTUALFUND; empty where it names none."),
      ),
    range: z.enum(RANGES).check(z.describe('How far back the history was asked for.')),
    interval: z.literal('1d'),
    source: z.enum(PRICE_SOURCES).check(z.describe('simulated: made up, never a real price.')),
    fetchedAt: z.iso.datetime().check(z.describe('When, in UTC.')),
    dates: z.array(z.iso.date()).check(z.minLength(1), z.describe('Trading dates, ascending, each once.')),
    open: column,
    high: column,
    low: column,
    close: column.check(z.describe('Adjusted for splits. null: no trade that day.')),
    adjClose: column.check(z.describe('Adjusted for splits and dividends. null beside a close: not known.')),
    volume: column,
    dividends: paid,
    splits: z
      .array(z.strictObject({ date: z.iso.date(), numerator: positive, denominator: positive }))
      .check(z.describe('4 for 1 is numerator 4, denominator 1.')),
    capitalGains: z
      .optional(paid.check(z.minLength(1)))
      .check(z.describe('What a fund paid out of its gains, beside its dividends. Absent if nothing.')),
    issues: z
      .optional(z.array(issueSchema).check(z.minLength(1), z.maxLength(ISSUES_KEPT)))
      .check(
        z.describe(
          'What is odd about these data, newest first, at most 100: prices stay as the source gave them. Absent in a sound document.',
        ),
      ),
  })
  .check(({ value: document, issues }) => {
    const wrong = (message: string) => issues.push({ code: 'custom', message, input: document });
    for (const name of COLUMNS) {
      if (document[name].length !== document.dates.length)
        wrong(`${name} has ${document[name].length} rows, dates has ${document.dates.length}`);
    }
    const disorder = document.dates.findIndex(
      (date, row) => row > 0 && date <= (document.dates[row - 1] ?? ''),
    );
    if (disorder !== -1) wrong(`dates do not ascend at row ${disorder}: ${document.dates[disorder]}`);
  }) satisfies z.ZodMiniType<TickerDocument>;
