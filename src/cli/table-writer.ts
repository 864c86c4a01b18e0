import type { TickerDocument } from '../documents/ticker-document.ts';

/** Writes a table to a path, some rows after the others. */
export interface TableWriter {
  /** Resolves to how many rows it added. */
  add(document: TickerDocument): Promise<number>;
  /** Writes what is left, and closes the file. */
  close(): Promise<void>;
}
