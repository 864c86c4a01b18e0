/** What the badge says of a universe. */
export interface BadgeFigures {
  /** Tickers that have the last session. */
  fresh: number;
  total: number;
  /** One word of state. */
  word: BadgeWord;
}

export const BADGE_WORDS = ['fresh', 'late', 'stale', 'empty', 'unknown'] as const;
export type BadgeWord = (typeof BADGE_WORDS)[number];

/** White text on each has a contrast of at least 4.5. */
const COLORS: Readonly<Record<BadgeWord, string>> = {
  fresh: '#1a7f37',
  late: '#9a6700',
  stale: '#cf222e',
  empty: '#57606a',
  unknown: '#57606a',
};

const LABEL = 'fill-cache';
const HEIGHT = 20;
const PADDING = 7;
/** Of 11 px Verdana; `textLength` makes other fonts fit. */
const CHARACTER_WIDTH = 6.6;

/** A badge for a README, as an SVG that needs no font, no script and no style. */
export function badgeSvg({ fresh, total, word }: BadgeFigures): string {
  const value = total === 0 ? word : `${fresh}/${total} ${word}`;
  const [left, right] = [widthOf(LABEL), widthOf(value)];
  const width = left + right;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${HEIGHT}" role="img" aria-label="${LABEL}: ${value}">
<title>${LABEL}: ${value}</title>
<rect width="${left}" height="${HEIGHT}" fill="#24292f"/>
<rect x="${left}" width="${right}" height="${HEIGHT}" fill="${COLORS[word]}"/>
<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">
${textAt(PADDING, LABEL)}
${textAt(left + PADDING, value)}
</g>
</svg>
`;
}

function textAt(x: number, text: string): string {
  return `<text x="${x}" y="14" textLength="${widthOf(text) - 2 * PADDING}">${text}</text>`;
}

function widthOf(text: string): number {
  return Math.ceil(text.length * CHARACTER_WIDTH) + 2 * PADDING;
}
