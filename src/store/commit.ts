import type { BatchFact } from '../job/facts.ts';
import type { IndexEntry } from '../job/freshness.ts';
import type { FailedMarker } from '../job/plan.ts';
import { factValue } from './job-record.ts';
import { JOB_LIFE_SECONDS, KEYS } from './keys.ts';
import { LEASE_SECONDS } from './lease.ts';
import type { Command, Redis } from './redis.ts';
import { indexValue } from './ticker-index.ts';
import { writeStrings } from './write-strings.ts';

/** What a run has finished since it last wrote. */
export interface Commit {
  jobId: string;
  lane: number;
  runId: string;
  /** Documents as they are stored, by ticker. */
  documents: Map<string, { value: string; entry: IndexEntry }>;
  markers: Map<string, FailedMarker>;
  /** Tickers with a document now, whose marker of an earlier failure goes. */
  unmark: string[];
  facts: Map<number, BatchFact>;
  /** The first of this run: it may bring the key of the facts into being. */
  first: boolean;
}

/**
 * Writes documents and markers first, then the facts that speak of them, then the lease: whoever dies in
 * between leaves data that nobody counts yet, never a count without data. All of it may be written twice.
 */
export async function commit(redis: Redis, group: Commit): Promise<void> {
  await writeStrings(redis, [
    ...[...group.documents].map(([ticker, { value }]) => [KEYS.ticker(ticker), value] as const),
    ...[...group.markers].map(([ticker, marker]) => [KEYS.marker(ticker), JSON.stringify(marker)] as const),
  ]);
  await redis.pipeline([
    ...speakOfDocuments(group),
    ...speakOfBatches(group),
    ['SET', KEYS.lease(group.jobId, group.lane), group.runId, 'EX', LEASE_SECONDS],
  ]);
}

/** The index, and the end of the markers that documents have overtaken. */
function speakOfDocuments({ documents, unmark }: Commit): Command[] {
  const entries = [...documents].flatMap(([ticker, { entry }]) => [ticker, indexValue(entry)]);
  const commands: Command[] = [];
  if (unmark.length > 0) commands.push(['DEL', ...unmark.map(KEYS.marker)]);
  if (entries.length > 0) commands.push(['HSET', KEYS.tickerIndex, ...entries]);
  return commands;
}

function speakOfBatches({ jobId, facts, first }: Commit): Command[] {
  if (facts.size === 0) return [];
  const fields = [...facts].flatMap(([batch, fact]) => [batch, factValue(fact)]);
  const commands: Command[] = [['HSET', KEYS.done(jobId), ...fields]];
  if (first) commands.push(['EXPIRE', KEYS.done(jobId), JOB_LIFE_SECONDS]);
  return commands;
}
