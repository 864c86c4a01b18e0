import { html } from 'htm/preact';
import { useEffect } from 'preact/hooks';
import { checkSections } from './check-sections.ts';
import type { CheckReply } from './replies.ts';
import { useLookup } from './use-lookup.ts';

/** Whether a stored ticker that a person has asked for is fresh, and if not, why. Its document names its issues. */
export function TickerFindings({ ticker }: { ticker: string }) {
  const { state, look } = useLookup<CheckReply>();
  useEffect(() => void look(`/api/fill-cache-check?tickers=${encodeURIComponent(ticker)}`), [ticker]);
  const { data, problem } = state;
  return problem === null && html`<p role="status">${data === null ? 'Checking…' : textOf(data)}</p>`;
}

function textOf(report: CheckReply) {
  if (report.missing.length > 0)
    return 'It was not written by fill-cache: the next job with this ticker fetches it again.';
  const sections = checkSections({ ...report, issues: {} });
  if (sections.length === 0)
    return html`<span class="badge fetched">fresh</span> It holds the session of ${report.session}.`;
  return sections.map(({ kind, title, findings }) => {
    const note = findings[0]?.note;
    return html`<span class="finding" key=${kind}><span class="badge ${kind === 'late' ? 'late' : 'failed'}">${kind}</span>${` ${title}${note ? `: ${note}` : ''}`}</span>`;
  });
}
