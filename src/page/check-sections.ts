import { reasonOf } from './failure-groups.ts';
import { issueText } from './issue-texts.ts';
import type { CheckReply } from './replies.ts';
import { countText, dayText, numberText } from './texts.ts';

/** What a check found of one kind. */
export interface CheckSection {
  /** A kind of finding, of failure or of issue, as the API names it. */
  kind: string;
  /** In words, after the count. */
  title: string;
  /** May be more than the API names. */
  count: number;
  findings: { ticker: string; note: string }[];
}

/** What is wrong, by kind: what is not there first, then what is odd about what is. Kinds without a finding are left out. */
export function checkSections(report: CheckReply): CheckSection[] {
  const { session, missing, late, failed, short, issues, unreadable, gone, unlisted } = report;
  const failures = [...Map.groupBy(failed, ({ code }) => code)];
  const sections: Omit<CheckSection, 'count'>[] = [
    { kind: 'missing', title: 'without a document of fill-cache', findings: named(missing) },
    {
      kind: 'late',
      title: `without the session of ${session}`,
      findings: late.map(({ ticker, last }) => ({ ticker, note: last === null ? '' : `ends on ${last}` })),
    },
    ...failures.map(([code, group]) => ({
      kind: code,
      title: `failed: ${reasonOf(code)}`,
      findings: group.map(({ ticker, error, since }) => ({ ticker, note: `${error} (${dayText(since)})` })),
    })),
    {
      kind: 'short',
      title: 'with far fewer rows than most',
      findings: short.map(({ ticker, rows, first, usualRows }) => ({
        ticker,
        note: `${numberText(rows)} of ${numberText(usualRows)} rows, from ${first}`,
      })),
    },
    ...Object.entries(issues).map(([kind, found]) => ({
      kind,
      title: `with issues: ${issueText(kind)}`,
      findings: found.map(({ ticker, count }) => ({
        ticker,
        note: count === 1 ? '' : countText(count, 'time'),
      })),
    })),
    {
      kind: 'unreadable',
      title: 'that cannot be read',
      findings: unreadable.map(({ ticker, error }) => ({ ticker, note: error })),
    },
    {
      kind: 'unlisted',
      title: 'in no list, and not asked for in 30 days',
      findings: unlisted.map(({ ticker, fetchedAt }) => ({ ticker, note: `fetched ${dayText(fetchedAt)}` })),
    },
  ];
  return [
    ...sections.map((section) => ({ ...section, count: section.findings.length })),
    {
      kind: 'gone',
      title: 'in the index, without a document in Redis',
      count: gone.count,
      findings: named(gone.tickers),
    },
  ].filter(({ count }) => count > 0);
}

function named(tickers: readonly string[]): CheckSection['findings'] {
  return tickers.map((ticker) => ({ ticker, note: '' }));
}
