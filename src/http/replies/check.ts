import * as z from 'zod';
import { FINDING_KINDS, FOUND_KINDS } from '../../core/check-report.ts';
import { FAILURE_CODES } from '../../core/job.ts';
import type { Answers } from '../route.ts';
import { asOfField, leftOutFields, sessionField } from './reply-fields.ts';

const ticker = z.string();
const checkSchema = z.strictObject({
  success: z.literal(true),
  universe: z.enum(['sp500', 'all', 'custom', 'given']),
  session: sessionField,
  total: z.int(),
  deep: z.boolean().describe('whether documents were read: never over HTTP'),
  wrong: z.int().describe('how many findings there are'),
  counts: z.record(z.enum(FINDING_KINDS), z.int()),
  missing: z.array(ticker).describe('no document, and not asked for'),
  late: z.array(z.strictObject({ ticker, last: z.iso.date().nullable() })),
  failed: z.array(
    z.strictObject({ ticker, code: z.enum(FAILURE_CODES), error: z.string(), since: z.iso.datetime() }),
  ),
  short: z
    .array(
      z.strictObject({
        ticker,
        rows: z.int(),
        first: z.iso.date(),
        usualRows: z.int(),
        usualFirst: z.iso.date(),
      }),
    )
    .describe('far fewer rows than most have for the same range, or a later start'),
  issues: z.partialRecord(
    z.enum(FOUND_KINDS),
    z.array(z.strictObject({ ticker, count: z.int(), last: z.iso.date().optional() })),
  ),
  unreadable: z.array(z.strictObject({ ticker, error: z.string() })),
  gone: z
    .strictObject({ count: z.int(), tickers: z.array(ticker) })
    .describe(
      'documents that the index knows and Redis does not have; counted if a universe or tickers are named',
    ),
  unlisted: z
    .array(z.strictObject({ ticker, fetchedAt: z.iso.datetime() }))
    .describe('in no list, and not asked for in 30 days'),
  unknown: z.int().describe('documents of which an earlier version has not noted what is odd: no fault'),
  ...leftOutFields,
  asOf: asOfField,
});

const EXAMPLE: z.infer<typeof checkSchema> = {
  success: true,
  universe: 'sp500',
  session: '2026-11-25',
  total: 503,
  deep: false,
  wrong: 3,
  counts: { missing: 0, late: 1, failed: 1, short: 0, issues: 1, unreadable: 0, gone: 0, unlisted: 0 },
  missing: [],
  late: [{ ticker: 'NVDA', last: '2026-11-24' }],
  failed: [
    {
      ticker: 'ZZZZ',
      code: 'not-found',
      error: 'No data found, symbol may be delisted',
      since: '2026-11-25T22:30:00.000Z',
    },
  ],
  short: [],
  issues: { jump: [{ ticker: 'BRK-B', count: 1 }] },
  unreadable: [],
  gone: { count: 0, tickers: [] },
  unlisted: [],
  unknown: 0,
  asOf: '2026-11-26T06:00:00.000Z',
};

export const checkAnswers: Answers = {
  200: { description: 'The findings, by kind.', schema: checkSchema, examples: [EXAMPLE] },
  304: { description: 'They are the same.', schema: z.null() },
};
