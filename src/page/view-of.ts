/** What the address asks for. */
export type View =
  | { kind: 'now' }
  | { kind: 'job'; jobId: string }
  | { kind: 'tickers'; jobId: string | null; ticker: string };

/** @param search of the address, such as `?job=batch_job_12345`. */
export function viewOf(search: string): View {
  const query = new URLSearchParams(search);
  const jobId = query.get('job') || null;
  if (query.has('tickers')) return { kind: 'tickers', jobId, ticker: query.get('tickers') ?? '' };
  return jobId === null ? { kind: 'now' } : { kind: 'job', jobId };
}

export function jobPath(jobId: string): string {
  return `/?job=${encodeURIComponent(jobId)}`;
}

export function tickersPath(jobId: string | null, ticker = ''): string {
  const job = jobId === null ? '' : `&job=${encodeURIComponent(jobId)}`;
  return `/?tickers=${encodeURIComponent(ticker)}${job}`;
}
