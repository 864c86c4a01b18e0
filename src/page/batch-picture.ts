import { html } from 'htm/preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { type BatchGrid, batchAfterKey, batchGrid } from './batch-grid.ts';
import type { JobReply } from './replies.ts';
import { numberText } from './texts.ts';
import { onThemeChange, themeColor } from './theme.ts';

const NAMES: Readonly<Record<string, string>> = { '.': 'pending', '+': 'done', '!': 'done, with failures' };
const COLORS: Readonly<Record<string, string>> = { '.': '--cell', '+': '--done', '!': '--failed' };

/**
 * All batches in one canvas. Arrow keys, Home, End, Page Up and Page Down lead from batch to batch, and a screen reader
 * reads the one that was reached.
 */
export function BatchPicture({ job }: { job: JobReply }) {
  const { batchStates } = job;
  const total = batchStates.length;
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawn = useRef({ states: '', grid: batchGrid(1, 1), chosen: 0 });
  const [width, setWidth] = useState(0);
  const [theme, setTheme] = useState(0);
  const [chosen, setChosen] = useState(0);
  const grid = batchGrid(total, Math.max(1, width));

  useLayoutEffect(() => {
    const box = canvas.current?.parentElement;
    if (!box) return undefined;
    // At once: what is below the picture would move when the observer calls.
    setWidth(box.clientWidth);
    const observer = new ResizeObserver(() => setWidth(box.clientWidth));
    observer.observe(box);
    return () => observer.disconnect();
  }, []);
  useEffect(() => onThemeChange(() => setTheme((version) => version + 1)), []);
  useLayoutEffect(() => {
    drawn.current.states = '';
  }, [theme]);
  useLayoutEffect(() => {
    if (!canvas.current || width === 0) return;
    draw(canvas.current, drawn.current, { states: batchStates, grid, chosen }, width);
    drawn.current = { states: batchStates, grid, chosen };
  }, [batchStates, width, theme, chosen]);

  const onKeyDown = (event: KeyboardEvent) => {
    const next = batchAfterKey(event.key, chosen, total, grid.columns);
    if (next === null) return;
    event.preventDefault();
    setChosen(next);
  };
  const onClick = (event: MouseEvent) => {
    const column = Math.floor(event.offsetX / grid.size);
    const batch = Math.floor(event.offsetY / grid.size) * grid.columns + column + 1;
    if (column < grid.columns && batch <= total) setChosen(batch);
  };
  return html`
    <div class="picture">
      <canvas
        ref=${canvas}
        role="slider"
        tabindex="0"
        aria-label="Batch"
        aria-valuemin="1"
        aria-valuemax=${total}
        aria-valuenow=${Math.max(1, chosen)}
        aria-valuetext=${chosen === 0 ? overview(batchStates) : cellText(job, chosen)}
        onKeyDown=${onKeyDown}
        onClick=${onClick}
      ></canvas>
    </div>
    <ul class="legend">
      ${Object.entries(NAMES).map(([state, name]) => html`<li><span class="swatch ${name.split(',')[0]}${state === '!' ? ' failed' : ''}" aria-hidden="true"></span>${numberText(countOf(batchStates, state))} ${name}</li>`)}
    </ul>
    <p class="cell">${chosen === 0 ? 'Choose a batch by the arrow keys or a click.' : cellText(job, chosen)}</p>
  `;
}

interface Drawn {
  states: string;
  grid: BatchGrid;
  /** 0: none. */
  chosen: number;
}

/** Draws what is not drawn yet: with 10,000 batches that is a few cells each time. */
function draw(canvas: HTMLCanvasElement, before: Drawn, now: Drawn, width: number): void {
  const { grid, states, chosen } = now;
  const height = grid.rows * grid.size;
  const scale = devicePixelRatio;
  const context = canvas.getContext('2d');
  if (!context) return;
  const isNew =
    before.states.length !== states.length ||
    before.grid.columns !== grid.columns ||
    before.grid.size !== grid.size;
  if (isNew) {
    canvas.width = width * scale;
    canvas.height = height * scale;
    canvas.style.height = `${height}px`;
  }
  context.setTransform(scale, 0, 0, scale, 0, 0);
  const colors = new Map(Object.entries(COLORS).map(([state, name]) => [state, themeColor(name)]));
  const gap = grid.size > 5 ? 2 : 1;
  const touched = new Set(isNew ? [] : [before.chosen, chosen]);
  for (let index = 0; index < states.length; index++) {
    const state = states[index] ?? '.';
    if (!isNew && state === before.states[index] && !touched.has(index + 1)) continue;
    const x = (index % grid.columns) * grid.size;
    const y = Math.floor(index / grid.columns) * grid.size;
    context.clearRect(x, y, grid.size, grid.size);
    context.fillStyle = colors.get(state) ?? '';
    context.fillRect(x, y, grid.size - gap, grid.size - gap);
    // Not by colour alone.
    if (state === '!' && grid.size > 8)
      context.clearRect(x + 3, y + 3, grid.size - gap - 6, grid.size - gap - 6);
    if (index + 1 === chosen) {
      context.strokeStyle = themeColor('--text');
      context.lineWidth = 2;
      context.strokeRect(x + 1, y + 1, grid.size - gap - 2, grid.size - gap - 2);
    }
  }
}

function overview(states: string): string {
  const counts = Object.entries(NAMES).map(
    ([state, name]) => `${numberText(countOf(states, state))} ${name}`,
  );
  return `${numberText(states.length)} batches: ${counts.join('; ')}`;
}

function cellText(
  { batchStates, batchSize, tickersToProcess, failedTickers }: JobReply,
  batch: number,
): string {
  const tickers = tickersToProcess.slice((batch - 1) * batchSize, batch * batchSize);
  const failed = failedTickers
    .filter(({ batchNumber }) => batchNumber === batch)
    .map(({ ticker, code }) => `${ticker} (${code})`);
  return [
    `Batch ${numberText(batch)} of ${numberText(batchStates.length)}: ${NAMES[batchStates[batch - 1] ?? ''] ?? 'unknown'}.`,
    tickers.length > 0 && `Tickers ${tickers.join(', ')}.`,
    failed.length > 0 && `Failed: ${failed.join(', ')}.`,
  ]
    .filter(Boolean)
    .join(' ');
}

function countOf(states: string, state: string): number {
  let count = 0;
  for (const one of states) if (one === state) count += 1;
  return count;
}
