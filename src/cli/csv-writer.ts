import { open } from 'node:fs/promises';
import { csvHead, csvRows } from '../documents/document-table.ts';
import type { TableWriter } from './table-writer.ts';

/** CSV as RFC 4180 has it, with a head; the first column is the ticker. */
export async function createCsvWriter(path: string): Promise<TableWriter> {
  const file = await open(path, 'w');
  await file.write(csvHead(true));
  return {
    async add(document) {
      const rows = csvRows(document, document.symbol);
      if (rows !== '') await file.writeFile(rows);
      return rows.split('\n').length - 1;
    },
    close: () => file.close(),
  };
}
