import { html } from 'htm/preact';
import type { CheckSection } from './check-sections.ts';
import { numberText } from './texts.ts';
import { tickersPath } from './view-of.ts';

/** More than anybody reads; `fill-cache check` names all. */
const SHOWN = 200;
/** Of a note that leaves room for another ticker beside it; characters. */
const SHORT_NOTE = 10;

/** A count that unfolds to its tickers. */
export function FindingsOfKind({ section: { kind, title, count, findings } }: { section: CheckSection }) {
  const rest = count - Math.min(SHOWN, findings.length);
  return html`
    <details class="group">
      <summary><strong>${numberText(count)}</strong>${` ${title} `}<code>${kind}</code></summary>
      <ul class="tickers">
        ${findings.slice(0, SHOWN).map(
          ({ ticker, note }) => html`
            <li key=${ticker} class=${note.length > SHORT_NOTE && 'wide'}>
              <a href=${tickersPath(null, ticker)}>${ticker}</a> ${note !== '' && html`<span>${note}</span>`}
            </li>
          `,
        )}
      </ul>
      ${rest > 0 && html`<p class="note">${findings.length === 0 ? 'Which ones' : `and ${numberText(rest)} more`}: <code>npm run job -- check</code> names them.</p>`}
    </details>
  `;
}
