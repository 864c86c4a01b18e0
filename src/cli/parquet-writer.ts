import { TABLE_COLUMNS, tableRows } from '../documents/document-table.ts';
import type { TableWriter } from './table-writer.ts';

/** Rows in memory at once, some 30 MB with their pages. Readers advise far larger groups; ours are of one sort of data. */
const ROW_GROUP = 50_000;

const COLUMNS_OF_FILE = ['ticker', ...TABLE_COLUMNS] as const;
/** Dates as days, texts, and doubles for all others: a volume is exact up to 2⁵³. */
const TYPES = {
  date: { type: 'INT32', converted_type: 'DATE', repetition_type: 'REQUIRED' },
  ticker: { type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
  split: { type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
} as const;
const NUMBER = { type: 'DOUBLE', repetition_type: 'OPTIONAL' } as const;

/** Parquet, a row group for each 50,000 rows; the first column is the ticker. The library is loaded here alone. */
export async function createParquetWriter(path: string): Promise<TableWriter> {
  const { fileWriter, ParquetWriter } = await import('hyparquet-writer');
  const types: Partial<Record<string, (typeof TYPES)[keyof typeof TYPES]>> = TYPES;
  const file = new ParquetWriter({
    writer: fileWriter(path),
    schema: [
      { name: 'root', num_children: COLUMNS_OF_FILE.length },
      ...COLUMNS_OF_FILE.map((name) => ({ name, ...(types[name] ?? NUMBER) })),
    ],
  });
  let columns = emptyColumns();
  const write = async () => {
    await file.write({
      columnData: COLUMNS_OF_FILE.map((name) => ({ name, data: columns[name] })),
      rowGroupSize: Math.max(1, columns.ticker.length),
    });
    columns = emptyColumns();
  };
  return {
    async add(document) {
      let rows = 0;
      for (const row of tableRows(document)) {
        columns.ticker.push(document.symbol);
        for (const name of TABLE_COLUMNS) columns[name].push(row[name]);
        // Days since 1970, as Parquet counts them.
        columns.date[columns.date.length - 1] = Date.parse(row.date) / 86_400_000;
        rows += 1;
      }
      if (columns.ticker.length >= ROW_GROUP) await write();
      return rows;
    },
    async close() {
      if (columns.ticker.length > 0) await write();
      await file.finish();
    },
  };
}

function emptyColumns(): Record<(typeof COLUMNS_OF_FILE)[number], (string | number | null)[]> {
  return Object.fromEntries(COLUMNS_OF_FILE.map((name) => [name, [] as never[]])) as never;
}
