import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { shown } from '../core/shown.ts';
import { createCsvWriter } from './csv-writer.ts';
import { createParquetWriter } from './parquet-writer.ts';
import type { TableWriter } from './table-writer.ts';

export const TABLE_FORMATS = ['csv', 'parquet'] as const;
export type TableFormat = (typeof TABLE_FORMATS)[number];

/** A file that has its name once it is whole. */
export interface TableFile extends Pick<TableWriter, 'add'> {
  /** Resolves to its bytes. */
  finish(): Promise<number>;
  /** Removes what was written. */
  discard(): Promise<void>;
}

/** Its folder is made if it is not there; a file of this name is replaced at the end. */
export async function createTableFile(path: string, format: TableFormat): Promise<TableFile> {
  const partial = `${path}.partial`;
  const writer = await openWriter(partial, format).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${shown(path)} cannot be written (${error.code ?? error.message}).`, { cause: error });
  });
  return {
    add: (document) => writer.add(document),
    async finish() {
      await writer.close();
      await rename(partial, path);
      return (await stat(path)).size;
    },
    async discard() {
      await writer.close().catch(() => undefined);
      await rm(partial, { force: true });
    },
  };
}

async function openWriter(path: string, format: TableFormat): Promise<TableWriter> {
  await mkdir(dirname(path), { recursive: true });
  return format === 'csv' ? createCsvWriter(path) : createParquetWriter(path);
}
