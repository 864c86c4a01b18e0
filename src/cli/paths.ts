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
