// When the workflow starts a job by itself; a test compares this with .github/workflows/fill-cache.yml.
const ZONE = 'America/New_York';
export const NIGHTLY = { hour: 17, minute: 23 };
const DAY = 86_400_000;
/** GitHub delays what is scheduled while many are: by minutes as a rule. */
const ON_TIME_MILLISECONDS = 60 * 60_000;
/** Clocks differ. */
const EARLY_MILLISECONDS = 5 * 60_000;

const parts = new Intl.DateTimeFormat('en-US', {
  timeZone: ZONE,
  hourCycle: 'h23',
  weekday: 'short',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
});

/** The next time that the nightly job is due; milliseconds since 1970, as all times here. */
export function nextNightly(now: number): number {
  return (
    firstNightly(
      [0, 1, 2, 3, 4].map((days) => now + days * DAY),
      (at) => at > now,
    ) ?? now
  );
}

/** The last time that it was due. */
export function lastNightly(now: number): number {
  return (
    firstNightly(
      [0, 1, 2, 3, 4].map((days) => now - days * DAY),
      (at) => at <= now,
    ) ?? now
  );
}

export type Punctuality =
  | { kind: 'on-time' | 'late'; minutes: number; jobId: string }
  /** It is due for less than an hour. */
  | { kind: 'expected' }
  | { kind: 'missing' };

/** Whether a job began when the nightly was due last; a retry is none. */
export function punctuality(
  jobs: readonly { jobId: string; startTime: string; retryOf?: string }[],
  now: number,
): Punctuality {
  const due = lastNightly(now);
  const begun = jobs
    .filter(
      ({ retryOf, startTime }) => retryOf === undefined && Date.parse(startTime) >= due - EARLY_MILLISECONDS,
    )
    .reduce<{ jobId: string; at: number } | null>((first, { jobId, startTime }) => {
      const at = Date.parse(startTime);
      return first && first.at <= at ? first : { jobId, at };
    }, null);
  if (!begun) return { kind: now - due < ON_TIME_MILLISECONDS ? 'expected' : 'missing' };
  const minutes = Math.max(0, Math.round((begun.at - due) / 60_000));
  return { kind: begun.at - due <= ON_TIME_MILLISECONDS ? 'on-time' : 'late', minutes, jobId: begun.jobId };
}

function firstNightly(days: readonly number[], isMeant: (at: number) => boolean): number | null {
  for (const day of days) {
    const at = nightlyOn(day);
    if (at !== null && isMeant(at)) return at;
  }
  return null;
}

/** On the day that it is in New York; null at a weekend. */
function nightlyOn(at: number): number | null {
  const { weekday = '', year, month, day } = inNewYork(at);
  if (weekday.startsWith('S')) return null;
  for (const offsetHours of [4, 5]) {
    const due = Date.UTC(
      Number(year),
      Number(month) - 1,
      Number(day),
      NIGHTLY.hour + offsetHours,
      NIGHTLY.minute,
    );
    if (Number(inNewYork(due).hour) === NIGHTLY.hour) return due;
  }
  return null;
}

function inNewYork(at: number): Record<string, string> {
  return Object.fromEntries(parts.formatToParts(at).map(({ type, value }) => [type, value]));
}
