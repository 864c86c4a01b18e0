const TEXTS: Readonly<Record<string, string>> = {
  'bad-value': 'a value that cannot be right was left out',
  'bad-event': 'a dividend or split without figures was left out',
  'adjclose-derived': 'an adjusted close was worked out',
  'adjclose-unknown': 'an adjusted close is not known',
  'missing-session': 'a session is missing',
  jump: 'the price jumps about a hundredfold',
  'split-not-applied': 'prices do not show a split',
  'dividend-mismatch': 'adjusted closes do not fit a dividend',
};

/** What a kind of issue means; the kind itself if it is new. */
export function issueText(kind: string): string {
  return TEXTS[kind] ?? kind;
}
