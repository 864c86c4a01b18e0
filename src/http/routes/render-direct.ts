import * as z from 'zod';
import { percentage } from '../../core/view.ts';
import { withCount } from '../../core/with-count.ts';
import type { DirectReport } from '../../jobs/fill-directly.ts';
import { leftOutFields } from '../fields.ts';
import { progressField } from '../replies/reply-fields.ts';

/** What became of each ticker. */
export const directSchema = z.strictObject({
  success: z.literal(true),
  batchMode: z.literal(false),
  message: z.string(),
  progress: progressField,
  ...leftOutFields,
  results: z.array(
    z.discriminatedUnion('status', [
      z.strictObject({ ticker: z.string(), status: z.literal('filled'), rows: z.int() }),
      z.strictObject({ ticker: z.string(), status: z.literal('cached') }),
      z.strictObject({ ticker: z.string(), status: z.literal('failed'), error: z.string() }),
      z.strictObject({ ticker: z.string(), status: z.literal('pending') }),
    ]),
  ),
});

export const DIRECT_EXAMPLE: z.infer<typeof directSchema> = {
  success: true,
  batchMode: false,
  message: 'Filled 2 of 3 tickers: 1 failed',
  progress: { processed: 3, total: 3, percentage: 100, successful: 2, failed: 1 },
  results: [
    { ticker: 'AAPL', status: 'filled', rows: 1257 },
    { ticker: 'MSFT', status: 'cached' },
    { ticker: 'ZZZZ', status: 'failed', error: 'No data found, symbol may be delisted' },
  ],
};

export function renderDirect({ results }: DirectReport): z.infer<typeof directSchema> {
  const total = results.length;
  const failed = results.filter(({ status }) => status === 'failed').length;
  const processed = results.filter(({ status }) => status !== 'pending').length;
  return {
    success: true,
    batchMode: false,
    message: directMessage(processed - failed, failed, total),
    progress: {
      processed,
      total,
      percentage: percentage(processed, total),
      successful: processed - failed,
      failed,
    },
    results,
  };
}

/** What is in Redis now, and what failed. */
function directMessage(successful: number, failed: number, total: number): string {
  const filled = `Filled ${successful} of ${withCount(total, 'ticker')}`;
  return failed === 0 ? filled : `${filled}: ${failed} failed`;
}
