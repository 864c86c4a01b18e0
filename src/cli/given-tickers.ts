import {
  describeLeftOut,
  parseTickerList,
  type TickerList,
  TickerListError,
} from '../tickers/ticker-list.ts';
import { UsageError } from './client-error.ts';

type ListFlag = 'tickers' | 'file';

/**
 * The tickers of a list that is given by a flag. What of it is left out goes to `report`, in a sentence.
 *
 * @throws {UsageError} if the list cannot be used.
 */
export function givenTickers(text: string, flag: ListFlag, report: (sentence: string) => void): string[] {
  const list = parseGiven(text, flag);
  const leftOut = leftOutText(list, flag);
  if (leftOut !== null) report(leftOut);
  return list.tickers;
}

/** What of a list is left out, in a sentence; null if nothing is. */
export function leftOutText(
  { skipped = { count: 0, first: [] }, repeated = 0 }: LeftOut,
  flag: ListFlag,
): string | null {
  const leftOut = describeLeftOut({ skipped, repeated });
  return leftOut === '' ? null : `--${flag}: ${leftOut}.`;
}

/** As a reply of the API has it. */
interface LeftOut {
  skipped?: TickerList['skipped'] | undefined;
  repeated?: number | undefined;
}

function parseGiven(text: string, flag: ListFlag): TickerList {
  try {
    return parseTickerList(text);
  } catch (error) {
    if (!(error instanceof TickerListError)) throw error;
    const sentence = flag === 'tickers' ? `--${error.message}` : `--file: ${error.message}`;
    throw new UsageError(sentence, { cause: error });
  }
}
