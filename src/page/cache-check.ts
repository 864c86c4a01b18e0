import { html } from 'htm/preact';
import { checkSections } from './check-sections.ts';
import { FindingsOfKind } from './findings-of-kind.ts';
import { ProblemNote } from './problem-note.ts';
import type { CheckReply } from './replies.ts';
import { countText } from './texts.ts';
import { useLookup } from './use-lookup.ts';

/** Which tickers are missing, late, failed or odd, and why; when a person asks for it. */
export function CacheCheck() {
  const { state, isBusy, look } = useLookup<CheckReply>();
  const { data } = state;
  return html`
    <div class="row">
      <button type="button" aria-disabled=${isBusy} onClick=${() => look('/api/fill-cache-check')}>${data === null ? 'Check which tickers, and why' : 'Check again'}</button>
      <span class="note" role="status">${isBusy ? 'Checking…' : data !== null && summaryOf(data)}</span>
    </div>
    <${ProblemNote} polled=${state} isAskedAgain=${false} />
    ${data !== null && checkSections(data).map((section) => html`<${FindingsOfKind} key=${section.kind} section=${section} />`)}
  `;
}

function summaryOf({ wrong, total, unknown }: CheckReply): string {
  const found = wrong === 0 ? 'Nothing is wrong' : countText(wrong, 'finding');
  const old =
    unknown === 0 ? '' : ` Of ${countText(unknown, 'older document')} nobody has noted what is odd.`;
  return `${found} in ${countText(total, 'ticker')}.${old}`;
}
