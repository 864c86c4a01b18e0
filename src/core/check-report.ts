import type { IndexEntry } from './freshness.ts';
import { tickerStates } from './freshness-report.ts';
import { ISSUE_KINDS } from './issues.ts';
import type { FailureCode, SourceName, TickerSource } from './job.ts';
import { median } from './median.ts';
import type { Known } from './plan.ts';

/** What a check may find, in the order of reports. */
export const FINDING_KINDS = [
  'missing',
  'late',
  'failed',
  'short',
  'issues',
  'unreadable',
  'gone',
  'unlisted',
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

/** What the documents themselves may show beside the kinds that they note. */
export const FOUND_KINDS = [...ISSUE_KINDS, 'idle-volume'] as const;
export type FoundKind = (typeof FOUND_KINDS)[number];

export interface TickerIssues {
  ticker: string;
  count: number;
  /** Of the newest, `YYYY-MM-DD`; only where documents were read. */
  last?: string | undefined;
}

/** What is wrong with a cache, by kind. `missing`: no document, and nobody has asked for one. */
export interface CheckReport {
  universe: TickerSource | 'given';
  /** The last US session that the tickers can have, `YYYY-MM-DD`. */
  session: string;
  total: number;
  /** Whether the documents themselves were read. */
  deep: boolean;
  /** How many findings there are; of `issues` each ticker counts once a kind. */
  wrong: number;
  counts: Record<FindingKind, number>;
  missing: string[];
  /** With the date of the newest row, null if an earlier version has indexed it. */
  late: { ticker: string; last: string | null }[];
  failed: { ticker: string; code: FailureCode; error: string; since: string }[];
  /** Far fewer rows than most have for the same range, or a later start: a listing that is young, or one that lost its history. */
  short: { ticker: string; rows: number; first: string; usualRows: number; usualFirst: string }[];
  issues: Partial<Record<FoundKind, TickerIssues[]>>;
  /** Records that are none of fill-cache. */
  unreadable: { ticker: string; error: string }[];
  /** How many documents the index knows and Redis does not have; which, only where documents were read. */
  gone: { count: number; tickers: string[] };
  /** In the index, in no list, and not asked for in the last 30 days. */
  unlisted: { ticker: string; fetchedAt: string }[];
  /** Documents of which an earlier version has not noted whether anything is odd: no fault. */
  unknown: number;
}

/** What Redis knows of a universe without its documents. */
export interface CheckedIndex {
  universe: CheckReport['universe'];
  tickers: readonly string[];
  known: Known;
  /** Entries that do not parse. */
  damaged: readonly string[];
  /** Of the entries, how many have no document. */
  gone: number;
  /** In the index, and in no list that is known; with what the index says. */
  others: ReadonlyMap<string, IndexEntry>;
}

/**
 * What the index and the markers say of a cache.
 *
 * @param now milliseconds since 1970
 */
export function checkReport(
  { universe, tickers, known, damaged, gone, others }: CheckedIndex,
  source: SourceName | null,
  now: number,
): CheckReport {
  const { session, states } = tickerStates(tickers, known, source, now);
  const of = (state: string) => [...states].filter(([, one]) => one === state).map(([ticker]) => ticker);
  const isDamaged = new Set(damaged);
  const entries = new Map([...known.index].filter(([ticker]) => states.has(ticker)));
  return counted({
    universe,
    session,
    total: states.size,
    deep: false,
    missing: of('missing').filter((ticker) => !isDamaged.has(ticker)),
    late: of('late').map((ticker) => ({ ticker, last: known.index.get(ticker)?.held?.last ?? null })),
    failed: of('failed').flatMap((ticker) => {
      const marker = known.markers.get(ticker);
      return marker ? [{ ticker, code: marker.code, error: marker.error, since: marker.failedAt }] : [];
    }),
    short: shortHistories(entries),
    issues: issuesByKind(entries),
    unreadable: damaged.map((ticker) => ({ ticker, error: 'Its entry in the index is none of fill-cache.' })),
    gone: { count: gone, tickers: [] },
    unlisted: [...others]
      .filter(([, { fetchedAt }]) => now - fetchedAt > FORGOTTEN_MILLISECONDS)
      .map(([ticker, { fetchedAt }]) => ({ ticker, fetchedAt: new Date(fetchedAt).toISOString() })),
    unknown: [...entries.values()].filter(({ held }) => !held).length,
  });
}

/** With the counts that belong to its lists. */
export function counted(report: Omit<CheckReport, 'wrong' | 'counts'>): CheckReport {
  const { missing, late, failed, short, issues, unreadable, gone, unlisted, ...rest } = report;
  const counts = {
    missing: missing.length,
    late: late.length,
    failed: failed.length,
    short: short.length,
    issues: Object.values(issues).reduce((sum, tickers) => sum + tickers.length, 0),
    unreadable: unreadable.length,
    gone: gone.count,
    unlisted: unlisted.length,
  };
  const wrong = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return { ...rest, wrong, counts, missing, late, failed, short, issues, unreadable, gone, unlisted };
}

/** A list that somebody fills by hand is asked for now and then: what was not for a month is nobody's any more. */
const FORGOTTEN_MILLISECONDS = 30 * 86_400_000;
/** Fewer say nothing of what is usual. */
const LEAST_GROUP = 5;
/** Sessions that were missed, halts and late listings cost a few per cent; a history that was cut costs much. */
const LEAST_SHARE = 0.75;
/** The first rows of one range differ by a holiday, and by the nights on which they were fetched. */
const LATEST_START_MILLISECONDS = 30 * 86_400_000;

function shortHistories(entries: ReadonlyMap<string, IndexEntry>): CheckReport['short'] {
  const held = [...entries].flatMap(([ticker, { range, held }]) =>
    held && range !== 'max' ? [{ ticker, range, ...held }] : [],
  );
  return [...Map.groupBy(held, ({ range }) => range).values()].flatMap((group) => {
    const usualRows = median(group.map(({ rows }) => rows));
    const usualFirst = median(group.map(({ first }) => first));
    if (group.length < LEAST_GROUP || usualRows === undefined || usualFirst === undefined) return [];
    const latest = Date.parse(usualFirst) + LATEST_START_MILLISECONDS;
    return group
      .filter(({ rows, first }) => rows < LEAST_SHARE * usualRows || Date.parse(first) > latest)
      .map(({ ticker, rows, first }) => ({ ticker, rows, first, usualRows, usualFirst }));
  });
}

function issuesByKind(entries: ReadonlyMap<string, IndexEntry>): CheckReport['issues'] {
  const byKind: CheckReport['issues'] = {};
  for (const kind of ISSUE_KINDS) {
    const tickers = [...entries].flatMap(([ticker, { held }]) => {
      const count = held?.issues[kind];
      return count === undefined ? [] : [{ ticker, count }];
    });
    if (tickers.length > 0) byKind[kind] = tickers;
  }
  return byKind;
}
