import { html } from 'htm/preact';
import { useMemo } from 'preact/hooks';
import uPlot, { type AlignedData, type Options } from 'uplot';
import { Plot } from './plot.ts';
import { lineOptions } from './plot-options.ts';
import type { TickerDocument } from './replies.ts';
import { themeColor } from './theme.ts';

/** What is marked on the line: a letter, so that it is not told by colour alone. */
const MARKS = [
  {
    letter: 'D',
    color: '--muted',
    datesOf: ({ dividends }: TickerDocument) => dividends.map(({ date }) => date),
  },
  { letter: 'S', color: '--text', datesOf: ({ splits }: TickerDocument) => splits.map(({ date }) => date) },
  {
    letter: '!',
    color: '--failed',
    datesOf: ({ issues = [] }: TickerDocument) => issues.map(({ date }) => date),
  },
];

const MARK_LINE = 13;

/** The closes of a document, with its dividends (D), splits (S) and oddities (!). */
export function PricePlot({ document }: { document: TickerDocument }) {
  const { symbol, dates, close, currency } = document;
  const data = useMemo((): AlignedData => [dates.map((date) => Date.parse(date) / 1_000), close], [document]);
  const label = `Closing prices of ${symbol} from ${dates[0]} to ${dates.at(-1)}, with dividends, splits and oddities marked.`;
  const options = () => {
    const line = lineOptions(currency === null ? 'close' : `close, ${currency}`, 2, dateOf);
    return {
      ...line,
      // A date is a day, whatever the zone of the reader.
      tzDate: (seconds: number) => uPlot.tzDate(new Date(seconds * 1_000), 'Etc/UTC'),
      padding: [MARK_LINE * MARKS.length + 4, null, null, null] as Options['padding'],
      hooks: { draw: [(plot: uPlot) => drawMarks(plot, document)] },
    };
  };
  return html`
    <${Plot} key=${document.fetchedAt} data=${data} height=${280} label=${label} options=${options} />
    <p class="note">D dividend · S split · ! oddity. Drag to zoom, double-click to see all.</p>
  `;
}

function dateOf(seconds: number): string {
  return new Date(seconds * 1_000).toISOString().slice(0, 10);
}

function drawMarks({ ctx, bbox, valToPos }: uPlot, document: TickerDocument): void {
  ctx.save();
  ctx.font = `bold ${12 * devicePixelRatio}px system-ui, sans-serif`;
  ctx.textAlign = 'center';
  for (const [line, { letter, color, datesOf }] of MARKS.entries()) {
    const y = bbox.top - (4 + MARK_LINE * line) * devicePixelRatio;
    ctx.fillStyle = themeColor(color);
    for (const date of datesOf(document)) {
      const x = valToPos(Date.parse(date) / 1_000, 'x', true);
      if (x >= bbox.left && x <= bbox.left + bbox.width) ctx.fillText(letter, x, y);
    }
  }
  ctx.restore();
}
