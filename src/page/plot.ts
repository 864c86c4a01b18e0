import { html } from 'htm/preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import uPlot, { type AlignedData, type Options } from 'uplot';
import { onThemeChange } from './theme.ts';

export interface PlotProps {
  data: AlignedData;
  height: number;
  /** Of the figure, for those who do not see it. */
  label: string;
  /** Called anew when the theme has changed. */
  options(): Omit<Options, 'width' | 'height'>;
}

/** A plot as wide as its place. */
export function Plot({ data, height, label, options }: PlotProps) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const [theme, setTheme] = useState(0);
  useEffect(() => onThemeChange(() => setTheme((version) => version + 1)), []);
  useLayoutEffect(() => {
    const box = place.current;
    if (!box) return undefined;
    const made = new uPlot({ ...options(), width: box.clientWidth, height }, data, box);
    plot.current = made;
    const observer = new ResizeObserver(() => {
      if (box.clientWidth > 0) made.setSize({ width: box.clientWidth, height });
    });
    observer.observe(box);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [theme]);
  useEffect(() => plot.current?.setData(data), [data]);
  return html`<div class="plot" role="img" aria-label=${label} ref=${place}></div>`;
}
