/** Of the hash of a job. The status that people see there only tells that the job has another one. */
export const LOOK_FIELDS = ['status', 'pausedAt', 'resumedAt'] as const;

interface Look {
  /** How many facts there are. */
  done: number;
  /** See `changeCommand`; null if there is none. */
  lastChange: string | null;
  /** Who holds them, lane by lane. */
  leases: readonly (string | null)[];
  /** Values of `LOOK_FIELDS`, and how many fields the record of runs has: they count only while no lane has a lease. */
  fields: readonly (string | null)[];
  runs: number;
}

/** A text that is another one after each change of a job, however large the job is. Null if it has no lease and no hash. */
export function lookOf({ done, lastChange, leases, fields, runs }: Look): string | null {
  if (leases.some((holder) => holder !== null)) return JSON.stringify([done, lastChange, leases]);
  return fields.every((value) => value === null) ? null : JSON.stringify([done, lastChange, fields, runs]);
}
