import { TICKER_SOURCES, type TickerSource } from '../core/job.ts';
import { jobOptionsSchema } from '../core/options.ts';
import { UsageError } from './client-error.ts';
import type { FlagValues } from './flag-values.ts';

/** The body of a start; what is not given is left to the deployment. */
export interface StartRequest {
  tickerSource: TickerSource;
  /** As they were written: the deployment brings them to Yahoo's spelling. */
  tickers?: string[];
  startImmediately?: boolean;
  [option: string]: unknown;
}

/** @throws {UsageError} */
export function readStartRequest(values: FlagValues): StartRequest {
  const tickers = values.read('tickers', (text) => text.split(/[\s,;]+/).filter(Boolean));
  const tickerSource = values.oneOf('source', TICKER_SOURCES) ?? (tickers && 'custom');
  if (tickerSource === null)
    throw new UsageError('Say what to fill: --source sp500, --source all, or --tickers AAPL,MSFT.');
  if (tickerSource === 'custom' && !tickers?.length)
    throw new UsageError('--source custom needs the tickers: add --tickers AAPL,MSFT.');
  if (tickers && tickerSource !== 'custom')
    throw new UsageError(`--tickers are given, but --source is ${tickerSource}: leave one of them out.`);
  if (values.has('hold') && values.has('watch'))
    throw new UsageError('--hold starts nothing that --watch could show: leave one of them out.');
  return {
    tickerSource,
    ...(tickers && { tickers }),
    ...(values.has('hold') && { startImmediately: false }),
    ...readOptions(values),
  };
}

const OPTIONS = [
  ['batch-size', 'batchSize'],
  ['range', 'range'],
  ['compress', 'compress'],
  ['refresh-after', 'refreshAfter'],
  ['max-batches', 'maxBatches'],
  ['requests-per-second', 'requestsPerSecond'],
] as const;

function readOptions(values: FlagValues): Record<string, unknown> {
  const given = OPTIONS.flatMap(([flag, option]) => {
    const schema = jobOptionsSchema.shape[option];
    const value = values.read(flag, (text) => {
      const parsed = schema.safeParse(/^\d{1,9}(\.\d{1,9})?$/.test(text) ? Number(text) : text);
      if (parsed.success) return parsed.data;
      throw values.refusal(flag, schema.description ?? 'of another form');
    });
    return value === null ? [] : [[option, value] as const];
  });
  return Object.fromEntries(given);
}
