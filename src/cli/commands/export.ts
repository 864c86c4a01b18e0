import { readdir, stat } from 'node:fs/promises';
import type { Command } from 'commander';
import { formatBytes } from '../../core/format-bytes.ts';
import { formatDuration } from '../../core/format-duration.ts';
import { InputRefused } from '../../core/input-refused.ts';
import { shown } from '../../core/shown.ts';
import { withCount } from '../../core/with-count.ts';
import { type DateRange, dateRangeProblem } from '../../documents/date-range.ts';
import { UsageError } from '../client-error.ts';
import { jsonFlag } from '../deployment-flags.ts';
import { example } from '../example.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { type Exported, type ExportTarget, exportHistories } from '../export-histories.ts';
import { choiceFlag, switchFlag, valueFlag } from '../flag.ts';
import { givenTickers } from '../given-tickers.ts';
import { createOutput } from '../output.ts';
import type { CommandPorts } from '../ports.ts';
import { barLine } from '../progress-line.ts';
import { readListFile } from '../start-request.ts';
import { TABLE_FORMATS, type TableFormat } from '../table-file.ts';

interface ExportFlags extends DateRange {
  format?: TableFormat;
  tickers?: string;
  file?: string;
  out?: string;
  perTicker?: true;
  force?: true;
  json?: true;
}

const DESCRIPTION = `Write documents as tables: all that are cached, or those of a list. From Redis itself, which
UPSTASH_REDIS_REST_URL and UPSTASH_REDIS_REST_TOKEN name. Ends with 1 if a ticker cannot be read.`;
const OUT = 'The file, or with --per-ticker the folder. Without it: ticker-data in this folder.';
/** Of tickers that cannot be read, in the text. */
const SHOWN_UNREAD = 5;

export function registerExport(program: Command, ports: CommandPorts): void {
  program
    .command('export')
    .summary('Write documents as CSV or Parquet.')
    .description(DESCRIPTION)
    .addOption(choiceFlag('format', 'The kind of table. Without it: as --out ends, else csv.', TABLE_FORMATS))
    .addOption(valueFlag('tickers', 'AAPL,BRK.B', 'These tickers, in place of all that are cached.', String))
    .addOption(valueFlag('file', 'LIST', 'The tickers of this file; - is the standard input.', String))
    .addOption(valueFlag('from', 'DATE', 'The first date, such as 2026-01-02.', String))
    .addOption(valueFlag('to', 'DATE', 'The last date.', String))
    .addOption(valueFlag('out', 'PATH', OUT, String))
    .addOption(switchFlag('per-ticker', 'Write a file for each ticker, into a folder.'))
    .addOption(switchFlag('force', 'Replace files that are there.'))
    .addOption(jsonFlag())
    .addHelpText('after', example('export --format parquet --from 2026-01-01', ports))
    .action((flags: ExportFlags) => writeTables(flags, ports));
}

async function writeTables(flags: ExportFlags, ports: CommandPorts): Promise<void> {
  const { terminal, stderr, stop, exitWith } = ports;
  const target = targetOf(flags);
  refuseWrongDates(flags);
  const tickers = await tickersOf(flags, ports);
  await refuseToReplace(target, flags.force === true);
  const cache = await ports.openCache('export reads').catch((error: unknown) => {
    throw error instanceof InputRefused ? new UsageError(error.message, { cause: error }) : error;
  });
  const output = createOutput({ json: flags.json === true, hint: (words) => words, terminal, stderr });
  const histories = await cache.read(tickers, flags);
  try {
    const onRead = progressOn(ports, histories.tickers.length);
    const exported = await exportHistories(histories, target, { onRead, stop });
    stderr.draw(null);
    output.reply({ success: true, path: target.path, ...exported }, exportedText(exported, target));
    exitWith(exported.tickers > 0 && exported.unread.length === 0 ? EXIT_CODES.done : EXIT_CODES.failed);
  } catch (error) {
    stderr.draw(null);
    if (!stop.aborted) throw error;
    output.remark('Nobody waits any more: the file that was being written is removed.');
    exitWith(EXIT_CODES.interrupted);
  }
}

function exportedText({ rows, tickers, files, bytes, unread }: Exported, { path }: ExportTarget): string {
  const where = files > 1 ? `${files} files in ${path}` : path;
  const more =
    unread.length > SHOWN_UNREAD ? `, … and ${unread.length - SHOWN_UNREAD} more: --json names all` : '';
  const named = unread.slice(0, SHOWN_UNREAD).map(({ ticker, error }) => `${ticker} (${error})`);
  return [
    tickers === 0
      ? 'Nothing was written: no document was found.'
      : `${withCount(rows, 'row')} of ${withCount(tickers, 'ticker')} were written to ${where}, ${formatBytes(bytes)}.`,
    ...(unread.length > 0
      ? [`${withCount(unread.length, 'ticker')} could not be read: ${named.join(', ')}${more}`]
      : []),
  ].join('\n');
}

/** On a terminal a bar, which is drawn at most ten times a second. */
function progressOn({ stderr }: Pick<CommandPorts, 'stderr'>, total: number) {
  const begun = performance.now();
  let drawn = 0;
  return (read: number, unread: number) => {
    const now = performance.now();
    if (!stderr.isTerminal || (read < total && now - drawn < 100)) return;
    drawn = now;
    const perSecond = (read / Math.max(1, now - begun)) * 1_000;
    const parts = [
      { text: `${read}/${total} tickers`, importance: 0 },
      { text: `${((100 * read) / total).toFixed(1)} %`, importance: 1 },
      { text: unread > 0 ? `${unread} not read` : '', importance: 2 },
      { text: `${formatDuration((total - read) / perSecond)} left`, importance: 3 },
    ] as const;
    const shownParts = parts.filter(({ text }) => text !== '');
    stderr.draw(barLine((100 * read) / total, shownParts, stderr.columns));
  };
}

function targetOf({ format: given, out, perTicker }: ExportFlags): ExportTarget {
  if (out === '-') throw new UsageError('--out is "-": it must be the path of a file or a folder.');
  const ending = TABLE_FORMATS.find((one) => out?.toLowerCase().endsWith(`.${one}`));
  const format = given ?? ending ?? 'csv';
  if (!perTicker && ending !== undefined && ending !== format)
    throw new UsageError(`--out ends with .${ending}, but --format is ${format}: change one of them.`);
  return {
    format,
    perTicker: perTicker === true,
    path: out ?? (perTicker ? 'ticker-data' : `ticker-data.${format}`),
  };
}

function refuseWrongDates(flags: ExportFlags): void {
  const problem = dateRangeProblem(flags);
  if (!problem) return;
  throw new UsageError(`--${problem.field} is ${shown(flags[problem.field] ?? '')}: it ${problem.message}.`);
}

/** A file, or a folder with anything in it, is replaced only if that is wanted; one never replaces the other. */
async function refuseToReplace({ path, perTicker }: ExportTarget, force: boolean): Promise<void> {
  const found = await stat(path).catch(({ code }: NodeJS.ErrnoException) => {
    if (code === 'ENOENT') return null;
    throw new UsageError(`${shown(path)} cannot be written (${code}): choose another --out.`);
  });
  if (found === null) return;
  if (found.isDirectory() !== perTicker) {
    throw new UsageError(`${shown(path)} is a ${perTicker ? 'file' : 'folder'}: choose another --out.`);
  }
  if (force || (perTicker && (await readdir(path)).length === 0)) return;
  throw new UsageError(`${shown(path)} is there already: choose another --out, or replace it by --force.`);
}

/** Null: all that are cached. */
async function tickersOf(
  { tickers, file }: ExportFlags,
  { readInput, stderr }: CommandPorts,
): Promise<string[] | null> {
  if (tickers !== undefined && file !== undefined)
    throw new UsageError('--tickers and --file each name the tickers: leave one of them out.');
  const list = file === undefined ? tickers : await readListFile(file, readInput);
  if (list === undefined) return null;
  return givenTickers(list, file === undefined ? 'tickers' : 'file', (sentence) => stderr.log(sentence));
}
