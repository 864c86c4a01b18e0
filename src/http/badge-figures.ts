import type { FreshnessReport } from '../core/freshness-report.ts';
import type { BadgeFigures, BadgeWord } from './badge-svg.ts';

/** What the badge says of a universe. */
export function badgeFigures(report: FreshnessReport): BadgeFigures {
  const { fresh, total } = report;
  return { fresh, total, word: wordOf(report) };
}

/** Tickers that are known to fail make no universe late: there is nothing newer to have. */
function wordOf({ fresh, late, failed, missing, total }: FreshnessReport): BadgeWord {
  if (missing === total) return 'empty';
  if (late + missing === 0) return 'fresh';
  return fresh + failed >= total / 2 ? 'late' : 'stale';
}
