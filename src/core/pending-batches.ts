import type { Facts } from './facts.ts';
import type { Job } from './job.ts';

/**
 * The batches that are left, in the order in which to take them: the untried first, then those that were handed
 * back, the least often tried first. So one ticker that never answers holds up no other.
 */
export function pendingBatches(
  job: Job,
  facts: Pick<Facts, 'runs'> & { done: Pick<ReadonlySet<number>, 'has'> },
): number[] {
  const handedBack = timesHandedBack(facts);
  const open: number[] = [];
  for (let batch = 1; batch <= job.totalBatches; batch++) if (!facts.done.has(batch)) open.push(batch);
  return open.sort((one, other) => (handedBack.get(one) ?? 0) - (handedBack.get(other) ?? 0) || one - other);
}

/** What earlier runs counted against a ticker of a batch. */
export function earlierTries(
  facts: Facts,
  batch: number,
  ticker: string,
): { attempts: number; runs: number } {
  let attempts = 0;
  let runs = 0;
  for (const record of facts.runs.values()) {
    const counted = record.tries[batch]?.[ticker] ?? 0;
    attempts += counted;
    if (counted > 0) runs += 1;
  }
  return { attempts, runs };
}

/** Whether some run has had this batch before and gave it back: it may have kept documents of it. */
export function wasHandedBack(facts: Facts, batch: number): boolean {
  return [...facts.runs.values()].some(({ tries }) => Object.hasOwn(tries, batch));
}

function timesHandedBack(facts: Pick<Facts, 'runs'>): Map<number, number> {
  const times = new Map<number, number>();
  for (const record of facts.runs.values()) {
    for (const batch of Object.keys(record.tries)) {
      times.set(Number(batch), (times.get(Number(batch)) ?? 0) + 1);
    }
  }
  return times;
}
