import * as z from 'zod';
import { tickerDocumentSchema } from '../../documents/document-schema.ts';
import { csvHead } from '../../documents/document-table.ts';
import { INTERVALS } from '../../documents/resample.ts';
import type { Answers } from '../route.ts';

export const tickerDataAnswers: Answers = {
  200: {
    description:
      'The document, however it is stored. Where there are no rows between the dates, its lists are empty. A week begins on Monday; the date of a week or a month is that of its first session.',
    schema: z.strictObject({
      ...tickerDocumentSchema.shape,
      dates: z.array(z.iso.date()),
      interval: z.enum(INTERVALS),
    }),
    others: { 'text/csv': z.string().describe(csvHead().trim()) },
  },
  304: { description: 'It is the same.', schema: z.null() },
};
