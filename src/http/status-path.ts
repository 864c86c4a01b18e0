export const STATUS_PATH = '/api/fill-cache-batch-status';

export function statusPath(jobId: string): string {
  return `${STATUS_PATH}?jobId=${jobId}`;
}
