import { html } from 'htm/preact';
import type { JobStatus } from './replies.ts';

export function StatusBadge({ status }: { status: JobStatus }) {
  return html`<span class="badge ${status}">${status}</span>`;
}
