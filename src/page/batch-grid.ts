/** How the cells of a picture of all batches lie; lengths in CSS pixels. */
export interface BatchGrid {
  columns: number;
  rows: number;
  /** Of a cell with its gap. */
  size: number;
}

const SMALLEST = 3;
const LARGEST = 18;
/** What the picture should not be higher than, where cells can be seen all the same. */
const WANTED_HEIGHT = 220;

/** The largest cells with which all batches fit into this width. */
export function batchGrid(total: number, width: number): BatchGrid {
  const wanted = Math.floor(Math.sqrt((width * WANTED_HEIGHT) / Math.max(1, total)));
  const size = Math.min(LARGEST, Math.max(SMALLEST, wanted));
  const columns = Math.max(1, Math.floor(width / size));
  return { columns, rows: Math.ceil(total / columns), size };
}

const PAGE_ROWS = 5;

/** The batch that a key leads to from another, both numbered from 1; null if the key leads nowhere. */
export function batchAfterKey(key: string, batch: number, total: number, columns: number): number | null {
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
    PageUp: -PAGE_ROWS * columns,
    PageDown: PAGE_ROWS * columns,
    Home: -total,
    End: total,
  };
  const step = steps[key];
  return step === undefined ? null : Math.min(total, Math.max(1, batch + step));
}
