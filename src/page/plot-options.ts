import type { Options } from 'uplot';
import { themeColor } from './theme.ts';

/**
 * Axes and a line in the colours of the theme.
 *
 * @param name of the line.
 * @param digits of its values after the point.
 * @param timeOf text of a time in seconds since 1970.
 */
export function lineOptions(
  name: string,
  digits: number,
  timeOf: (seconds: number) => string,
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
        value: (_plot, seconds) => (seconds === null || seconds === undefined ? '–' : timeOf(seconds)),
      },
      {
        label: name,
        stroke: themeColor('--done'),
        width: 1.5,
        points: { show: false },
        value: (_plot, value) => (value === null || value === undefined ? '–' : value.toFixed(digits)),
      },
    ],
    axes: [
      { ...axis, space: 90, values: (_plot, splits) => splits.map(timeOf) },
      { ...axis, size: 56 },
    ],
  };
}
