import type { HeldHistory, IndexEntry } from '../core/freshness.ts';
import { nightOf } from '../core/night.ts';
import { rangeStart } from '../core/range-start.ts';
import { withCount } from '../core/with-count.ts';
import type { TickerDocument } from './ticker-document.ts';

/** What is known of the document that an answer would replace: its index entry, or the document itself. */
export type HeldBefore = Pick<IndexEntry, 'source'> & Pick<HeldHistory, 'rows' | 'first' | 'last'>;

/** An answer that was worse than the document, as a failed marker remembers it. */
export interface SeenAnswer {
  /** The night on which it came, by the date on which that began, `YYYY-MM-DD`. */
  date: string;
  rows: number;
  first: string;
  last: string;
}

export type Comparison =
  | { kind: 'fine' }
  /** `seen` are the nights that agree, this one included: the marker keeps them. */
  | { kind: 'shrunk'; error: string; seen: SeenAnswer[] };

/**
 * Whether an answer may replace the document. Worse is one that ends earlier, or has under 90 % of the rows that the
 * document has within the asked period: a renamed symbol, a series cut at either end. A shorter range asks for less,
 * so less is no loss, and the way of storing does not matter. A worse answer is believed on the third night that
 * agrees: same first date, last not earlier.
 *
 * @param before null: there is no document
 * @param seen what the failed marker remembers of the nights before
 */
export function compareWithBefore(
  before: HeldBefore | null,
  document: TickerDocument,
  seen: readonly SeenAnswer[],
): Comparison {
  if (!before || before.source !== document.source || !isWorse(before, document)) return { kind: 'fine' };
  const answer = answerOf(document);
  const earlier = seen.filter(({ date }) => date < answer.date);
  const firstAgreeing =
    earlier.findLastIndex((one, night) => !agrees(one, earlier[night + 1] ?? answer, document)) + 1;
  const nights = [...earlier.slice(firstAgreeing), answer].slice(-NIGHTS_TO_BELIEVE);
  if (nights.length === NIGHTS_TO_BELIEVE) return { kind: 'fine' };
  return { kind: 'shrunk', error: describeLoss(before, answer), seen: nights };
}

const LEAST_SHARE = 0.9;
const NIGHTS_TO_BELIEVE = 3;
const A_DAY = 86_400_000;

/** A first row within so many days of the asked start is what the period cut off; it moves on with the nights. */
const LONGEST_GAP_MILLISECONDS = 7 * A_DAY;

function isWorse(before: HeldBefore, document: TickerDocument): boolean {
  return (
    (document.dates.at(-1) ?? '') < before.last ||
    document.dates.length < LEAST_SHARE * expectedRows(before, document)
  );
}

/** How many rows of the document before lie within the period that was asked for now, if they are spread evenly. */
function expectedRows({ rows, first, last }: HeldBefore, { range, fetchedAt }: TickerDocument): number {
  const [from, until] = [Date.parse(first), Date.parse(last)];
  if (until <= from) return rows;
  const since = Math.max(from, rangeStart(range, Date.parse(fetchedAt), MAX_YEARS));
  return rows * Math.max(0, (until - since) / (until - from));
}

/** No series is older than what `max` asks for. */
const MAX_YEARS = 100;

function agrees(earlier: SeenAnswer, later: SeenAnswer, { range }: TickerDocument): boolean {
  const isCutOff = ({ first, date }: SeenAnswer) =>
    Date.parse(first) - rangeStart(range, Date.parse(date), MAX_YEARS) <= LONGEST_GAP_MILLISECONDS;
  const sameFirst = earlier.first === later.first || (isCutOff(earlier) && isCutOff(later));
  return sameFirst && later.last >= earlier.last;
}

function answerOf({ dates, fetchedAt }: TickerDocument): SeenAnswer {
  const [first = ''] = dates;
  return { date: nightOf(Date.parse(fetchedAt)), rows: dates.length, first, last: dates.at(-1) ?? first };
}

function describeLoss(before: HeldBefore, answer: SeenAnswer): string {
  const words = ({ rows, first, last }: Omit<SeenAnswer, 'date'>) =>
    `${withCount(rows, 'row')} from ${first} to ${last}`;
  return `The answer has ${words(answer)}, the document ${words(before)}: the document is kept`;
}
