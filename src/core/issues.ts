/** What may be odd about a document, as `issues` and the index name it. */
export const ISSUE_KINDS = [
  'bad-value',
  'bad-event',
  'adjclose-derived',
  'adjclose-unknown',
  'missing-session',
  'jump',
  'split-not-applied',
  'dividend-mismatch',
] as const;
export type IssueKind = (typeof ISSUE_KINDS)[number];

/** How many of each kind; a kind without any is absent. */
export type IssueCounts = Partial<Record<IssueKind, number>>;
