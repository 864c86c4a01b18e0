const STEM = '/api/fill-cache-batch-';

/** What is asked for by POST, each at its own path. */
export type Verb = 'start' | 'continue' | 'pause' | 'resume' | 'cancel' | 'retry';

export function verbPath(verb: Verb): string {
  return `${STEM}${verb}`;
}

export function jobStatusPath(jobId: string): string {
  return `${STEM}status?jobId=${jobId}&detailed=true`;
}

export function jobsPath(limit: number | null): string {
  return `${STEM}jobs${limit === null ? '' : `?limit=${limit}`}`;
}

/** The path of a report on the cache. */
export function reportPath(
  report: 'freshness' | 'check',
  { universe, tickers }: { universe?: string; tickers?: string },
): string {
  const query = new URLSearchParams({
    ...(universe === undefined ? {} : { universe }),
    ...(tickers === undefined ? {} : { tickers }),
  }).toString();
  return `/api/fill-cache-${report}${query === '' ? '' : `?${query}`}`;
}
