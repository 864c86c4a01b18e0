import type { AlignedData, Options } from 'uplot';
import { themeColor } from './theme.ts';

/**
 * Axes and a line in the colours of the theme.
 *
 * @param name of the line.
 * @param digits of its values after the point.
 * @param timeOf text of a time in seconds since 1970; the step is that between the times beside each other, in seconds.
 */
export function lineOptions(
  name: string,
  digits: number,
  timeOf: (seconds: number, step: number) => string,
): Omit<Options, 'width' | 'height'> {
  const axis = {
    stroke: themeColor('--muted'),
    grid: { stroke: themeColor('--line'), width: 1 },
    ticks: { stroke: themeColor('--line'), width: 1 },
  };
  return {
    legend: { live: true },
    cursor: { drag: { x: true, y: false } },
    scales: {
      y: { range: (_plot, least, most) => [Math.min(least, most), most === least ? most + 1 : most] },
    },
    series: [
      {
        label: 'at',
        value: ({ data }, seconds) => textOf(seconds, data, 0, (known) => timeOf(known, 1)),
      },
      {
        label: name,
        stroke: themeColor('--done'),
        width: 1.5,
        points: { show: false },
        value: ({ data }, value) => textOf(value, data, 1, (known) => known.toFixed(digits)),
      },
    ],
    axes: [
      {
        ...axis,
        space: 90,
        values: (_plot, splits, _axis, _space, step) => splits.map((seconds) => timeOf(seconds, step)),
      },
      { ...axis, size: 56 },
    ],
  };
}

/** The newest value, where nobody points at one. */
function textOf(
  value: number | null | undefined,
  data: AlignedData,
  series: number,
  format: (value: number) => string,
): string {
  const shown = value ?? data[series]?.at(-1);
  return shown === null || shown === undefined ? '–' : format(shown);
}
