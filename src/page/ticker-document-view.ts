import { html } from 'htm/preact';
import { download } from './download.ts';
import { issueText } from './issue-texts.ts';
import { PricePlot } from './price-plot.ts';
import { ProblemNote } from './problem-note.ts';
import type { TickerDocument } from './replies.ts';
import { countText, dayText, numberText } from './texts.ts';
import { TickerFindings } from './ticker-findings.ts';
import { useLookup } from './use-lookup.ts';
import { usePoll } from './use-poll.ts';

const SECONDS = 60;

/** The stored prices of a ticker, with all that is odd about them. */
export function TickerDocumentView({ ticker }: { ticker: string }) {
  const path = `/api/ticker-data?ticker=${encodeURIComponent(ticker)}`;
  const polled = usePoll<TickerDocument>(path, () => SECONDS).state.value;
  return html`
    <section class="panel" aria-labelledby="document">
      <h2 id="document">${polled.data?.symbol ?? ticker}</h2>
      <${ProblemNote} polled=${polled} />
      ${polled.data === null ? polled.problem === null && html`<p role="status">Loading…</p>` : html`<${Found} document=${polled.data} path=${path} />`}
    </section>
  `;
}

function Found({ document, path }: { document: TickerDocument; path: string }) {
  const { symbol, dates, currency, exchange, range, source, fetchedAt, issues = [], close } = document;
  const last = dates.at(-1) ?? '';
  const lastClose = close.at(-1) ?? null;
  const csv = useLookup<string>();
  const saveCsv = async () => {
    const text = await csv.look(`${path}&format=csv`);
    if (text !== null) download(`${symbol}.csv`, 'text/csv', text);
  };
  return html`
    ${source === 'simulated' && html`<p class="problem"><strong>SIMULATED</strong>: these prices are made up.</p>`}
    <${TickerFindings} ticker=${symbol} />
    <p>
      It is there: ${countText(dates.length, 'row')} from ${dates[0]} to <strong>${last}</strong>${lastClose !== null && `, last close ${lastClose}${currency === null ? '' : ` ${currency}`}`}.
      ${issues.length === 0 ? ' Nothing odd was found in it.' : html` <strong>${countText(issues.length, 'oddity', 'oddities')}</strong> noted, see below.`}
    </p>
    <p class="note">${exchange} · range ${range} · fetched ${dayText(fetchedAt)}</p>
    <${PricePlot} document=${document} />
    <div class="row">
      <button type="button" onClick=${() => download(`${symbol}.json`, 'application/json', JSON.stringify(document))}>Download JSON</button>
      <button type="button" onClick=${saveCsv}>Download CSV</button>
    </div>
    <${ProblemNote} polled=${csv.state} isAskedAgain=${false} />
    <${Events} document=${document} />
  `;
}

function Events({ document: { dividends, splits, issues = [] } }: { document: TickerDocument }) {
  const list = (title: string, lines: string[]) =>
    lines.length > 0 &&
    html`<details open=${title.startsWith('Odd')}><summary>${title} (${numberText(lines.length)})</summary><ul>${lines.map((line) => html`<li>${line}</li>`)}</ul></details>`;
  return html`
    ${list(
      'Oddities',
      issues.map(
        ({ kind, date, column, value }) =>
          `${date}: ${kind}${column === undefined ? '' : ` in ${column}`}${value === undefined ? '' : `, ${value}`} (${issueText(kind)})`,
      ),
    )}
    ${list('Dividends', dividends.map(({ date, amount }) => `${date}: ${amount}`).reverse())}
    ${list('Splits', splits.map(({ date, numerator, denominator }) => `${date}: ${numerator} for ${denominator}`).reverse())}
  `;
}
