import { percentage } from '../../core/view.ts';
import { withCount } from '../../core/with-count.ts';
import type { DirectReport } from '../../jobs/fill-directly.ts';
import type { DirectReply } from '../replies/fill.ts';

/** What became of each ticker. */
export function renderDirect({ results }: DirectReport): DirectReply {
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
