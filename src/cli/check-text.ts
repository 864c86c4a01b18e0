import { FINDING_KINDS, type FindingKind, FOUND_KINDS } from '../core/check-report.ts';
import { withCount } from '../core/with-count.ts';
import type { CheckReply } from './replies.ts';

const SHOWN_TICKERS = 5;

/** A row for each kind of finding, below the tickers and the session. @param ignored kinds that count for nothing */
export function checkText(report: CheckReply, ignored: readonly FindingKind[]): string {
  const { universe, session, total, deep, unknown } = report;
  const source = deep ? 'documents read' : 'from the index';
  const rows = FINDING_KINDS.filter((kind) => !ignored.includes(kind)).flatMap((kind) =>
    rowsOf(kind, report),
  );
  const [nameWidth, countWidth] = [0, 1].map((at) => Math.max(0, ...rows.map((row) => row[at]?.length ?? 0)));
  return [
    `${universe}: ${withCount(total, 'ticker')}, session ${session}, ${source}.`,
    ...rows.map(([name, count, tickers]) =>
      `  ${name.padEnd(nameWidth ?? 0)}  ${count.padStart(countWidth ?? 0)}  ${tickers}`.trimEnd(),
    ),
    ...(rows.length === 0 ? ['Nothing is wrong.'] : []),
    ...(unknown > 0 ? [`Of ${unknown} an earlier version has not noted what is odd: unknown.`] : []),
  ].join('\n');
}

type Row = [name: string, count: string, tickers: string];

function rowsOf(kind: FindingKind, report: CheckReply): Row[] {
  switch (kind) {
    case 'missing':
      return rowOf(kind, report.missing);
    case 'late':
      return rowOf(
        kind,
        report.late.map(({ ticker, last }) => (last === null ? ticker : `${ticker} (${last})`)),
      );
    case 'failed':
      return rowOf(
        kind,
        report.failed.map(({ ticker, code }) => `${ticker} (${code})`),
      );
    case 'short':
      return rowOf(
        kind,
        report.short.map(
          ({ ticker, rows, first, usualRows }) => `${ticker} (${rows} of ${usualRows} rows, from ${first})`,
        ),
      );
    case 'issues':
      return FOUND_KINDS.flatMap((found) =>
        rowOf(
          found,
          (report.issues[found] ?? []).map(({ ticker, count, last }) => {
            const details = [...(count > 1 ? [`${count}`] : []), ...(last ? [last] : [])].join(', to ');
            return details === '' ? ticker : `${ticker} (${details})`;
          }),
        ),
      );
    case 'unreadable':
      return rowOf(
        kind,
        report.unreadable.map(({ ticker, error }) => `${ticker} (${error})`),
      );
    case 'gone':
      return rowOf(kind, report.gone.tickers, report.gone.count);
    case 'unlisted':
      return rowOf(
        kind,
        report.unlisted.map(({ ticker }) => ticker),
      );
  }
}

function rowOf(name: string, tickers: readonly string[], count = tickers.length): Row[] {
  if (count === 0) return [];
  const more = tickers.length - SHOWN_TICKERS;
  const shown = tickers.slice(0, SHOWN_TICKERS).join(', ');
  const rest = tickers.length === 0 ? '--deep names them' : shown;
  return [[name, String(count), more > 0 ? `${rest}, … and ${more} more: --json names all` : rest]];
}
