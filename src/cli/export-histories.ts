import { join } from 'node:path';
import type { CachedHistories } from './ports.ts';
import { createTableFile, type TableFile, type TableFormat } from './table-file.ts';

/** Where tables go: one file, or a folder with a file for each ticker. */
export interface ExportTarget {
  format: TableFormat;
  path: string;
  perTicker: boolean;
}

export interface Exported {
  rows: number;
  tickers: number;
  files: number;
  bytes: number;
  /** Those that have no document, or none that can be read. */
  unread: { ticker: string; error: string }[];
}

interface Progress {
  onRead(read: number, unread: number): void;
  stop: AbortSignal;
}

/**
 * Writes documents one after the other; at most one of them is in memory, and in Parquet a row group. If it does not come to its
 * end, a single file is not there at all, and of a folder the whole files are.
 *
 * @throws the reason of `stop`, or what reading and writing throw.
 */
export async function exportHistories(
  { documents }: CachedHistories,
  { format, path, perTicker }: ExportTarget,
  { onRead, stop }: Progress,
): Promise<Exported> {
  const done: Exported = { rows: 0, tickers: 0, files: 0, bytes: 0, unread: [] };
  let file: TableFile | null = null;
  const finish = async () => {
    if (file === null) return;
    done.bytes += await file.finish();
    done.files += 1;
    file = null;
  };
  try {
    for await (const history of documents) {
      stop.throwIfAborted();
      const { ticker, document } = history;
      if (document === null) done.unread.push({ ticker, error: history.error });
      else {
        file ??= await createTableFile(perTicker ? tickerPath(path, ticker, format) : path, format);
        done.rows += await file.add(document);
        done.tickers += 1;
        if (perTicker) await finish();
      }
      onRead(done.tickers + done.unread.length, done.unread.length);
    }
    await finish();
    return done;
  } catch (error) {
    await (file as TableFile | null)?.discard();
    throw error;
  }
}

function tickerPath(folder: string, ticker: string, format: TableFormat): string {
  return join(folder, `${ticker}.${format}`);
}
