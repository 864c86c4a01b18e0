import { html } from 'htm/preact';
import { useMemo } from 'preact/hooks';
import { paceSeries, recentPace } from './pace.ts';
import { Plot } from './plot.ts';
import { lineOptions } from './plot-options.ts';
import type { Finished } from './replies.ts';
import { minuteText } from './texts.ts';

const HEADROOM = 1.1;
/** Between two marks: what is shown of a time is its minute. */
const MINUTES = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1_440, 2_880, 10_080];

/** Batches a minute, from the start of the job to its newest batch. */
export function PacePlot({ finished }: { finished: Finished | null }) {
  const data = useMemo(() => (finished === null ? null : paceSeries(finished)), [finished]);
  if (finished === null || data === null) return html`<p>No batch is done yet.</p>`;
  const label = `Batches a minute over time; ${recentPace(finished).perMinute.toFixed(1)} most recently.`;
  return html`<${Plot} data=${data} height=${180} label=${label} options=${options} />`;
}

function options() {
  const line = lineOptions('batches a minute', 1, (seconds) => minuteText(seconds * 1_000));
  return {
    ...line,
    scales: {
      y: {
        range: (_plot: unknown, _least: number, most: number): [number, number] => [0, most * HEADROOM || 1],
      },
    },
    axes: line.axes?.map((axis, index) =>
      index === 0 ? { ...axis, incrs: MINUTES.map((minutes) => minutes * 60) } : axis,
    ),
  };
}
