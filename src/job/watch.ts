import type { Facts, RunRecord } from './facts.ts';

/** The record of the run that came last in the chain; null if none has said anything. */
export function lastRun(facts: Facts): RunRecord | null {
  return [...facts.runs.values()].reduce<RunRecord | null>(
    (last, record) => (last && last.hop >= record.hop ? last : record),
    null,
  );
}
