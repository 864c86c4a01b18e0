import type { FoundKind } from '../core/check-report.ts';
import { checkDocument } from './check-document.ts';
import { findBadCells } from './find-bad-cells.ts';
import { findIdleVolume } from './find-idle-volume.ts';
import type { Issue, TickerDocument } from './ticker-document.ts';

/** How many of a kind a document has, and the date of the newest. */
export type Found = Map<FoundKind, { count: number; last: string }>;

/**
 * Everything that is odd about a document: what it notes itself, and what a look at its columns shows. What is both
 * counts once.
 *
 * @param sessions as of {@link checkDocument}
 */
export function inspectDocument(document: TickerDocument, sessions?: readonly string[]): Found {
  const issues: Issue[] = [
    ...(document.issues ?? []),
    ...checkDocument(document, sessions),
    ...findBadCells(document),
  ];
  const different = new Map(
    issues.map((issue) => [`${issue.kind} ${issue.date} ${issue.column ?? ''}`, issue]),
  );
  const found: Found = new Map();
  for (const { kind, date } of different.values()) add(found, kind, date);
  for (const date of findIdleVolume(document)) add(found, 'idle-volume', date);
  return found;
}

export function add(found: Found, kind: FoundKind, date: string): void {
  const { count, last } = found.get(kind) ?? { count: 0, last: date };
  found.set(kind, { count: count + 1, last: date > last ? date : last });
}
