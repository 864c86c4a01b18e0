/** How long a caller wants to wait, from `Prefer` (RFC 7240). */
export interface Preference {
  seconds: number;
  /** For `Preference-Applied`; null if no preference was understood. */
  applied: string | null;
}

const DEFAULT_SECONDS = 45;
const MOST_SECONDS = 240;

/** A preference that cannot be understood is ignored, as the RFC demands. */
export function waitPreference(header: string | null): Preference {
  const asked = (header ?? '').split(',').map((one) => one.trim().toLowerCase());
  const wait = asked
    .map((one) => /^wait\s*=\s*"?(\d{1,9})"?$/.exec(one)?.[1])
    .find((one) => one !== undefined);
  if (wait !== undefined) {
    const seconds = Math.min(MOST_SECONDS, Number(wait));
    return { seconds, applied: `wait=${seconds}` };
  }
  return asked.includes('respond-async')
    ? { seconds: 0, applied: 'respond-async' }
    : { seconds: DEFAULT_SECONDS, applied: null };
}
