import { normalizeTicker } from './symbol.ts';
import { usListingTickers } from './us-listing.ts';

/** Where both lists are published; another origin may stand in its place (tests, gateways). */
const LIST_ORIGIN = 'https://raw.githubusercontent.com';
const TIMEOUT_MILLISECONDS = 5_000;
/** The longer of the lists has 32 KB, that of the index with all its columns 60 KB. */
const LARGEST_BODY_BYTES = 2_000_000;

const LISTS = {
  sp500: { path: '/datasets/s-and-p-500-companies/main/data/constituents.csv', parse: parseConstituents },
  all: { path: '/rreichel3/US-Stock-Symbols/main/all/all_tickers.txt', parse: parseUsListings },
} as const;

export type ListName = keyof typeof LISTS;

export interface ListConfig {
  fetch: typeof fetch;
  /** In the place of `https://raw.githubusercontent.com`; a path in it is kept. */
  origin?: string | undefined;
  /** For the whole answer, not only its headers. */
  timeoutMilliseconds?: number | undefined;
}

/**
 * Fetches a public list of tickers.
 *
 * @returns the symbols in Yahoo's spelling, sorted, each once; lines that hold none are left out.
 * @throws {Error} one that says in a few words why there is no list: status, time-out, size, or what it holds.
 */
export async function fetchLiveList(list: ListName, config: ListConfig): Promise<string[]> {
  const { path, parse } = LISTS[list];
  const url = `${(config.origin || LIST_ORIGIN).replace(/\/+$/, '')}${path}`;
  const timeout = config.timeoutMilliseconds ?? TIMEOUT_MILLISECONDS;
  const signal = AbortSignal.timeout(timeout);
  let text: string;
  try {
    const response = await config.fetch(url, { signal });
    if (!response.ok) {
      await response.body?.cancel();
      throw new Error(`it answers ${response.status}`);
    }
    text = await readText(response);
  } catch (cause) {
    throw new Error(signal.aborted ? `no answer within ${timeout / 1_000} s` : reason(cause), { cause });
  }
  return [...new Set(parse(text))].sort();
}

/** A CSV whose first column is the symbol, which is never quoted; other columns have changed over the years. */
function parseConstituents(text: string): string[] {
  const [header, ...lines] = text.split(/\r?\n/);
  if (!header?.startsWith('Symbol,')) throw new Error('it is no table with the symbol in its first column');
  return lines.flatMap((line) => normalizeTicker(line.split(',')[0] ?? '') ?? []);
}

function parseUsListings(text: string): string[] {
  return text.split('\n').flatMap(usListingTickers);
}

async function readText(response: Response): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let bytes = 0;
  let text = '';
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > LARGEST_BODY_BYTES) throw new Error(`it is larger than ${LARGEST_BODY_BYTES} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** `fetch` says "fetch failed", and only its cause says why. */
function reason(error: unknown): string {
  const innermost = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return innermost instanceof Error ? innermost.message || innermost.name : String(innermost);
}
