import { html } from 'htm/preact';
import { FindingsOfKind } from './findings-of-kind.ts';
import type { JobReply } from './replies.ts';

/** Which tickers of a job were fetched and are late all the same; nothing where the API names none. */
export function LateTickers({ job: { lateTickers = [] } }: { job: JobReply }) {
  if (lateTickers.length === 0) return null;
  const findings = lateTickers.map((ticker) => ({ ticker, note: '' }));
  const title = 'fetched, but without a session in which it traded';
  return html`<${FindingsOfKind} section=${{ kind: 'late', title, count: lateTickers.length, findings }} />`;
}
