import type { JobView } from '../core/view.ts';
import type { ProgressReply } from './replies/reply-fields.ts';

/** The counts of a view as replies hold them. */
export function renderProgress({ late, ...counts }: JobView['progress']): ProgressReply {
  return late > 0 ? { ...counts, late } : counts;
}
