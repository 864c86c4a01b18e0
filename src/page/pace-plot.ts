import { html } from 'htm/preact';
import { useMemo } from 'preact/hooks';
import { paceSeries, recentPace } from './pace.ts';
import { Plot } from './plot.ts';
import { lineOptions } from './plot-options.ts';
import type { Finished } from './replies.ts';
import { countText, durationText, minuteText, timeText } from './texts.ts';

/** Of fewer no line can be drawn. */
const LEAST_INTERVALS = 3;
const HEADROOM = 1.1;

/** Batches a minute, from the start of the job to its newest batch. */
export function PacePlot({ finished }: { finished: Finished | null }) {
  const data = useMemo(() => (finished === null ? null : paceSeries(finished)), [finished]);
  if (finished === null || data === null) return html`<p>No batch is done yet.</p>`;
  const { batches, seconds } = finished;
  if (batches.length < LEAST_INTERVALS) {
    const count = batches.reduce((sum, one) => sum + one, 0);
    return html`<p>${countText(count, 'batch', 'batches')} in ${durationText(batches.length * seconds)}.</p>`;
  }
  const label = `Batches a minute over time; ${recentPace(finished).perMinute.toFixed(1)} most recently.`;
  return html`<${Plot} data=${data} height=${180} label=${label} options=${options} />`;
}

function options() {
  const y = {
    range: (_plot: unknown, _least: number, most: number): [number, number] => [0, most * HEADROOM || 1],
  };
  return { ...lineOptions('batches a minute', 1, instantText), scales: { y } };
}

/** @param step between the instants that are shown, in seconds, as they are. */
function instantText(seconds: number, step: number): string {
  return step < 60 ? timeText(seconds * 1_000) : minuteText(seconds * 1_000);
}
