import type { SecretUrl } from './notify-config.ts';
import { type Attempt, type NoticePorts, sendOnce } from './send-once.ts';

/** What became of a message at one address, which is shown as its origin only. */
export type Delivery =
  | { target: string; delivered: true; status: number; attempts: number }
  | { target: string; delivered: false; status: number | null; reason: string; attempts: number };

/** Of one request. A function that has to be started first takes two to four seconds. */
const ATTEMPT_MILLISECONDS = 5_000;
const FIRST_PAUSE_MILLISECONDS = 500;

/**
 * Sends a request, and again after time-outs, lost connections and answers that may be better later, with growing
 * pauses. Never rejects, and is done by `until` (milliseconds since 1970).
 *
 * @param makeRequest is called for each attempt, with its time.
 */
export async function sendUntil(
  until: number,
  { origin, url }: SecretUrl,
  makeRequest: (now: Date) => RequestInit,
  ports: NoticePorts,
): Promise<Delivery> {
  const { clock } = ports;
  for (let attempts = 1; ; attempts++) {
    const now = clock.now();
    const attempt = await prepareAndSend(
      url(),
      makeRequest,
      Math.min(ATTEMPT_MILLISECONDS, until - now),
      ports,
    );
    if (attempt.delivered) return { target: origin, attempts, ...attempt };
    const { retryable, retryAfterMilliseconds, ...failure } = attempt;
    const pause = Math.max(backoff(attempts, ports.random()), retryAfterMilliseconds);
    if (!retryable || clock.now() + pause >= until || !(await paused(pause, ports))) {
      return { target: origin, attempts, ...failure };
    }
  }
}

async function prepareAndSend(
  url: string,
  makeRequest: (now: Date) => RequestInit,
  milliseconds: number,
  ports: NoticePorts,
): Promise<Attempt> {
  try {
    return await sendOnce(url, makeRequest(new Date(ports.clock.now())), milliseconds, ports);
  } catch {
    // The message could not be made: what the notice holds came from Redis.
    const reason = 'the message could not be made';
    return { delivered: false, status: null, reason, retryable: false, retryAfterMilliseconds: 0 };
  }
}

/** From half to one and a half of 0.5 s, 1 s, 2 s, 4 s. */
function backoff(attempts: number, random: number): number {
  return FIRST_PAUSE_MILLISECONDS * 2 ** (attempts - 1) * (0.5 + random);
}

/** @returns false if the run was stopped meanwhile. */
async function paused(milliseconds: number, { clock, signal }: NoticePorts): Promise<boolean> {
  return clock.sleep(milliseconds, signal).then(
    () => true,
    () => false,
  );
}
