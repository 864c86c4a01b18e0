import { type CheckedIndex, type CheckReport, checkReport } from '../core/check-report.ts';
import type { SourceName, TickerSource } from '../core/job.ts';
import { deleteTickers } from '../store/delete-tickers.ts';
import type { Redis } from '../store/redis.ts';
import { countDocuments, readEntries, readMarkers } from '../store/ticker-index.ts';
import { checkDocuments } from './check-documents.ts';
import { findUniverse, listOf, type UniversePorts } from './find-universe.ts';

export interface CheckRequest {
  /** Without it, and without tickers: as `findUniverse` has it. */
  universe?: Exclude<TickerSource, 'custom'> | undefined;
  /** In Yahoo's spelling, each once. */
  tickers?: readonly string[] | undefined;
  /** Reads the documents themselves. */
  deep?: boolean;
  /** Gets how many documents were read. */
  onRead?(read: number, total: number): void;
}

export interface CheckPorts extends UniversePorts {
  /** Whose documents count; null: those of any. */
  priceSource: SourceName | null;
}

/**
 * What is wrong with a cache. Without `deep` at most six commands for any number of tickers; with it one more for each
 * 50 documents. Whether documents are there that the index knows is asked where a universe or tickers are named.
 */
export async function checkCache(request: CheckRequest, ports: CheckPorts): Promise<CheckReport> {
  const checked = await readChecked(request, ports);
  const now = ports.clock.now();
  if (!request.deep) return checkReport(checked, ports.priceSource, now);
  return checkDocuments(checked, { ...ports, now, onRead: request.onRead ?? (() => undefined) });
}

/** Deletes tickers that a check has named, with all that Redis knows of them. */
export async function pruneTickers(redis: Redis, tickers: readonly string[]): Promise<void> {
  await deleteTickers(redis, tickers);
}

async function readChecked(
  { universe, tickers, deep }: CheckRequest,
  ports: CheckPorts,
): Promise<CheckedIndex> {
  const { redis } = ports;
  const asked = tickers ? { universe: 'given' as const, tickers } : await findUniverse(universe, ports);
  const isChecked = new Set(asked.tickers);
  const [{ index, damaged }, markers, lists] = await Promise.all([
    readEntries(redis, tickers ?? null),
    readMarkers(redis, asked.tickers),
    // Of a few tickers nothing is said of the others.
    tickers ? [] : Promise.all([listOf('sp500', ports), listOf('all', ports)]),
  ]);
  const isListed = new Set(lists.flat());
  const entries = [...index];
  const checked = entries.filter(([ticker]) => isChecked.has(ticker));
  const isCounted = !deep && (universe !== undefined || tickers !== undefined);
  const there = isCounted
    ? await countDocuments(
        redis,
        checked.map(([ticker]) => ticker),
      )
    : checked.length;
  return {
    ...asked,
    known: { index: new Map(checked), markers },
    damaged: damaged.filter((ticker) => isChecked.has(ticker)),
    gone: checked.length - there,
    others: new Map(entries.filter(([ticker]) => !isChecked.has(ticker) && !isListed.has(ticker))),
  };
}
