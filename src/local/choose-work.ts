import type { Flags } from '../cli/local-flags.ts';
import type { SourceName, TickerSource } from '../core/job.ts';
import { isPaused } from '../core/view.ts';
import type { StoredJob } from '../store/read-job.ts';

/** What a start is to do, and what its user should know about it, in sentences. */
export interface Work {
  readonly task:
    | { kind: 'none' }
    | { kind: 'continue'; stored: StoredJob }
    | {
        kind: 'new';
        universe: string;
        inputs: Readonly<Record<string, string>>;
        /** Jobs that the new one makes pointless. */
        superseded: readonly StoredJob[];
      };
  readonly notes: readonly string[];
}

export interface Situation {
  flags: Flags;
  /** Newest first. */
  unfinished: readonly StoredJob[];
  market: SourceName;
  /** Of the HTTP API of this start. */
  apiUrl: string;
  /** Whether a job of the source `custom` is about the tickers of the flags. */
  isAboutTickers(stored: StoredJob): Promise<boolean>;
}

/** The newest unfinished job that the flags mean goes on, else a new one starts. A job never changes its market. */
export async function chooseWork(situation: Situation): Promise<Work> {
  const { flags, unfinished, market } = situation;
  if (flags.idle) return { task: { kind: 'none' }, notes: [] };
  const ofMarket = unfinished.filter(({ job }) => job.priceSource === market && !isPaused(job));
  const meant: StoredJob[] = [];
  for (const stored of ofMarket) if (await isMeant(stored, situation)) meant.push(stored);
  const [newest] = flags.fresh ? [] : meant;
  const task: Work['task'] = newest
    ? { kind: 'continue', stored: newest }
    : { kind: 'new', universe: universeOf(flags), inputs: inputsOf(flags, market), superseded: meant };
  const taken = newest ? [newest] : meant;
  const rest = ofMarket.filter((stored) => !taken.includes(stored));
  const notes = notesOn(situation, rest);
  const lanes = newest?.job.options.lanes ?? flags.lanes;
  if (newest && lanes !== flags.lanes && flags.lanes !== undefined)
    notes.push(
      `${newest.job.id} was made with --lanes ${lanes} and keeps them: --fresh starts a new job with ${flags.lanes}.`,
    );
  return { task, notes };
}

async function isMeant(stored: StoredJob, { flags, isAboutTickers }: Situation): Promise<boolean> {
  const { tickerSource } = stored.job;
  // A new job without a universe is about the S&P 500; one that goes on may be about any.
  if (!flags.source) return !flags.fresh || tickerSource === DEFAULT_SOURCE;
  return tickerSource === flags.source && (tickerSource !== 'custom' || (await isAboutTickers(stored)));
}

const DEFAULT_SOURCE: TickerSource = 'sp500';
/** The shortest age that the workflow takes: nothing that was cached before the start is so young. */
const REFRESH_ALL = '1s';

function universeOf({ source = DEFAULT_SOURCE, tickers = [] }: Flags): string {
  if (source === 'custom') return tickers.length === 1 ? 'one ticker' : `${tickers.length} tickers`;
  return source === 'all' ? 'all US listings' : 'the S&P 500';
}

function inputsOf({ source = DEFAULT_SOURCE, tickers, maxBatches, lanes, fresh }: Flags, market: SourceName) {
  return {
    'ticker-source': source,
    ...(tickers && { tickers: tickers.join(',') }),
    ...(maxBatches !== undefined && { 'max-batches': String(maxBatches) }),
    ...(lanes !== undefined && { lanes: String(lanes) }),
    ...(fresh && { 'refresh-after': REFRESH_ALL }),
    // There is no other user to spare.
    ...(market === 'simulated' && { 'requests-per-second': '0' }),
  };
}

/** @param rest unfinished jobs that this start could go on with, and does not. */
function notesOn({ unfinished, market, apiUrl }: Situation, rest: readonly StoredJob[]): string[] {
  const notes: string[] = [];
  const other = unfinished.find(({ job }) => job.priceSource !== market)?.job;
  if (other) {
    const { id, priceSource } = other;
    notes.push(
      `${id} is unfinished, but was made for prices from ${priceSource}: it waits for npm start -- --market ${priceSource}.`,
    );
  }
  const paused = unfinished.find(({ job }) => job.state.status === 'paused')?.job;
  if (paused?.state.status === 'paused') {
    const { id, state } = paused;
    notes.push(
      `${id} is paused since ${state.pausedAt}: resume it with npm run job -- resume ${id} --url ${apiUrl}`,
    );
  }
  const [next] = rest;
  if (next) {
    const subject = rest.length === 1 ? `${next.job.id} is` : `${rest.length} more jobs are`;
    notes.push(`${subject} unfinished too: npm start without flags goes on with the newest.`);
  }
  return notes;
}
