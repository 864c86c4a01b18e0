import { readFile, realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { InputRefused } from '../core/input-refused.ts';
import { shown } from '../core/shown.ts';
import type { ChainEvent } from './chain-event.ts';
import type { ActionInputs } from './inputs.ts';

/** 20,000 symbols of the longest kind, with a name beside each. */
const LARGEST_BYTES = 1_048_576;

/**
 * The inputs with the text of `tickers-file` as their `tickers`.
 *
 * A job that exists has its list: named by an event, it is continued without the file, which a workflow may give to
 * each run; named by `job-id`, it refuses another list, and a file that cannot be read (`optionsForRun`).
 *
 * @param workspace where the repository is checked out: no file outside of it is read.
 * @throws {InputRefused} with one sentence if the file cannot be used.
 */
export async function withTickersFile(
  inputs: ActionInputs,
  event: ChainEvent | null,
  workspace: string,
): Promise<ActionInputs> {
  const { tickersFile, tickers, jobId } = inputs;
  if (event) return { ...inputs, tickersFile: undefined };
  if (tickersFile === undefined) return inputs;
  if (jobId === undefined) return { ...inputs, tickers: await readList(tickersFile, tickers, workspace) };
  try {
    return { ...inputs, tickers: await readList(tickersFile, tickers, workspace) };
  } catch (error) {
    if (error instanceof InputRefused) return inputs;
    throw error;
  }
}

async function readList(
  tickersFile: string,
  tickers: string | undefined,
  workspace: string,
): Promise<string> {
  const refuse = (must: string) => new InputRefused(`tickers-file is ${shown(tickersFile)}: ${must}.`);
  if (tickers !== undefined) throw refuse('tickers are given too, and it must be one of both');
  const path = await pathWithin(workspace, tickersFile);
  if (path === 'outside') throw refuse('it must be a file of the repository, such as lists/mine.txt');
  if (path === 'missing') {
    throw refuse(
      'there is no such file in the repository; a step with actions/checkout must come before this one',
    );
  }
  const found = await stat(path);
  if (!found.isFile()) throw refuse('it must be a file, such as lists/mine.txt');
  if (found.size > LARGEST_BYTES)
    throw refuse(`it holds ${found.size} bytes, and at most ${LARGEST_BYTES} are allowed`);
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new InputRefused(`tickers-file is ${shown(tickersFile)}: it cannot be read.`, { cause });
  });
  if (text.includes('\0')) throw refuse('it must be text, such as one symbol on each line');
  const list = text.replace(/^\uFEFF/, '').trim();
  if (list === '') throw refuse('it is empty, and must hold at least one symbol, such as AAPL');
  return list;
}

/** The real path of a file of the repository; links that lead out of it do not count, nor does Git's own folder. */
async function pathWithin(workspace: string, file: string): Promise<string | 'outside' | 'missing'> {
  const root = await realpath(workspace).catch(() => null);
  if (root === null) return 'missing';
  const named = resolve(root, file);
  if (!isWithin(root, named)) return 'outside';
  const path = await realpath(named).catch(() => null);
  if (path === null) return 'missing';
  return isWithin(root, path) ? path : 'outside';
}

function isWithin(root: string, path: string): boolean {
  const way = relative(root, path);
  const [first] = way.split(sep);
  return !isAbsolute(way) && first !== '..' && first?.toLowerCase() !== '.git';
}
