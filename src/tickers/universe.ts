import { errorMessage } from '../core/error-message.ts';
import type { TickerSource } from '../core/job.ts';
import { UNIVERSE_TITLES } from '../core/job-title.ts';
import { withCount } from '../core/with-count.ts';
import { fetchLiveList, type ListConfig, type ListName } from './live-list.ts';
import { describeLeftOut, parseTickerList } from './ticker-list.ts';

/** 35 KB, which most starts do not need. */
const SNAPSHOTS = {
  sp500: () => import('./snapshots/sp500.ts'),
  all: () => import('./snapshots/us-listed.ts'),
} as const;
/** Public lists have shrunk to 50 or 100 names over night; no index and no exchange changes by so much at once. */
const TRUSTED_CHANGE = 0.1;
const DAY_MILLISECONDS = 86_400_000;

export interface UniverseRequest extends ListConfig {
  source: TickerSource;
  /** For `custom`; as people write them. */
  tickers?: string | readonly string[] | undefined;
  now: Date;
}

/** A named list of tickers, as it stood on a day. */
export interface Universe {
  /** In Yahoo's spelling, each once: sorted, but those of `custom` in the order given. */
  tickers: string[];
  origin: 'live' | 'snapshot' | 'given';
  /** `YYYY-MM-DD`, UTC. */
  date: string;
  /** One line for the log: which list was used, how old it is, and why not a newer one. */
  note: string;
}

/**
 * The tickers of a universe: given ones, or the public list of today, or if that cannot be had or trusted the
 * snapshot that comes with the code.
 *
 * @throws {TickerListError} if the tickers of `custom` cannot be read; an index or exchange never fails.
 */
export async function loadUniverse(request: UniverseRequest): Promise<Universe> {
  const today = request.now.toISOString().slice(0, 10);
  if (request.source === 'custom') {
    const list = parseTickerList(request.tickers ?? '');
    const leftOut = describeLeftOut(list);
    const note = `Tickers as given: ${list.tickers.length}${leftOut === '' ? '' : `; ${leftOut}`}.`;
    return { tickers: list.tickers, origin: 'given', date: today, note };
  }
  const title = UNIVERSE_TITLES[request.source];
  const { date, symbols } = await SNAPSHOTS[request.source]();
  const snapshot = symbols.trim().split(/\s+/);
  try {
    const tickers = await fetchTrustedList(request.source, snapshot.length, request);
    const note = `${title}: ${tickers.length} tickers of the public list of today, ${today}.`;
    return { tickers, origin: 'live', date: today, note };
  } catch (error) {
    const age = Math.max(0, Math.floor((request.now.getTime() - Date.parse(date)) / DAY_MILLISECONDS));
    const reason = errorMessage(error);
    const note =
      `${title}: ${snapshot.length} tickers of the snapshot of ${date}, ${withCount(age, 'day')} old; ` +
      `the public list could not be used: ${reason}.`;
    return { tickers: snapshot, origin: 'snapshot', date, note };
  }
}

async function fetchTrustedList(list: ListName, expected: number, config: ListConfig): Promise<string[]> {
  const tickers = await fetchLiveList(list, config);
  if (Math.abs(tickers.length - expected) > expected * TRUSTED_CHANGE) {
    throw new Error(`it holds ${tickers.length} symbols where about ${expected} are expected`);
  }
  return tickers;
}
