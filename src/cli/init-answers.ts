import { shown } from '../core/shown.ts';
import { describeLeftOut, parseTickerList, TickerListError } from '../tickers/ticker-list.ts';
import { UsageError } from './client-error.ts';
import { flagRefused } from './flag.ts';
import type { WorkflowAnswers } from './workflow-for.ts';

export const NOTICE_RECEIVERS = ['none', 'slack', 'discord', 'webhook'] as const;
export type NoticeReceiver = (typeof NOTICE_RECEIVERS)[number];

/** An expression of GitHub has at most 21,000 characters, and a longer list is better kept as a file. */
const MOST_IN_WORKFLOW = 500;
/** After the close of 16:00 has settled, and before the watchdog takes the schedule for lost (10 h after the opening). */
const [EARLIEST_MINUTE, LATEST_MINUTE] = [16 * 60 + 30, 19 * 60 + 29];
const USUAL_TIME = { hour: 17, minute: 23 };

/**
 * Reads which tickers are filled: `sp500`, `all`, the path of a list in the repository (it ends in `.txt`, `.csv` or
 * `.tsv`), or the tickers themselves.
 *
 * @param remark gets what was left out of a list.
 * @throws {UsageError}
 */
export function readUniverse(text: string, remark: (line: string) => void): WorkflowAnswers['universe'] {
  const answer = text.trim();
  if (answer === 'sp500' || answer === 'all') return { kind: answer };
  if (/\.(txt|csv|tsv)$/i.test(answer)) return { kind: 'file', path: pathInRepository(answer) };
  const list = readList(answer);
  if (list.tickers.length > MOST_IN_WORKFLOW) {
    throw new UsageError(
      `--universe names ${list.tickers.length} tickers, and a workflow holds ${MOST_IN_WORKFLOW} at most: put them into a file of the repository, such as lists/mine.txt, and name that.`,
    );
  }
  const leftOut = describeLeftOut(list);
  if (leftOut !== '') remark(`--universe: ${leftOut}.`);
  return { kind: 'tickers', tickers: list.tickers };
}

/** @throws {UsageError} */
export function readSchedule(text: string): WorkflowAnswers['schedule'] {
  const answer = text.trim();
  if (answer === 'none') return 'none';
  if (answer === 'weekdays') return USUAL_TIME;
  const [, hour = '', minute = ''] = /^(\d{1,2}):(\d{2})$/.exec(answer) ?? [];
  const [at, past] = [Number(hour) * 60 + Number(minute), Number(minute)];
  // At the full hour GitHub delays and drops the most scheduled runs.
  if (hour !== '' && at >= EARLIEST_MINUTE && at <= LATEST_MINUTE && past > 0 && past < 60)
    return { hour: Number(hour), minute: past };
  throw flagRefused(
    'schedule',
    answer,
    'weekdays, none, or a time of New York from 16:30 to 19:29 that is no full hour, such as 18:07',
  );
}

/** @throws {UsageError} */
export function readReceiver(text: string): NoticeReceiver {
  const found = NOTICE_RECEIVERS.find((one) => one === text.trim());
  if (found) return found;
  throw flagRefused('notify', text.trim(), 'none, slack, discord or webhook');
}

/** The action, as `owner/name`. @throws {UsageError} */
export function readActionRepository(text: string): string {
  if (/^[A-Za-z\d][\w-]*\/[\w.-]+$/.test(text)) return text;
  throw flagRefused('action', text, 'the repository of the action, as owner/name');
}

function pathInRepository(path: string): string {
  const isPlain = /^[\w.][\w ./-]*$/.test(path) && !path.split('/').includes('..');
  if (isPlain) return path.replace(/^(\.\/)+/, '');
  throw new UsageError(
    `--universe is ${shown(path)}: a list must be a file of the repository, such as lists/mine.txt.`,
  );
}

function readList(text: string) {
  try {
    return parseTickerList(text);
  } catch (error) {
    if (!(error instanceof TickerListError)) throw error;
    throw flagRefused(
      'universe',
      text,
      'sp500, all, tickers such as AAPL,MSFT, or a file such as lists/mine.txt',
    );
  }
}
