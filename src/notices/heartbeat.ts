import { DELIVERY_MILLISECONDS } from './deliver.ts';
import type { NotifyConfig, SecretUrl } from './notify-config.ts';
import type { NoticePorts } from './send-once.ts';
import { type Delivery, sendUntil } from './send-until.ts';

/** What a dead-man service is to know of a job. */
export type Heartbeat = 'start' | 'success' | 'fail';

/**
 * Pings `heartbeat-url` in the form of healthchecks.io. Never rejects; done within nine seconds.
 *
 * @returns null if there is no such URL.
 */
export async function pingHeartbeat(
  beat: Heartbeat,
  { heartbeat }: NotifyConfig,
  ports: NoticePorts,
): Promise<Delivery | null> {
  if (!heartbeat) return null;
  const request = { method: 'GET', headers: { 'user-agent': 'fill-cache' } };
  return sendUntil(
    ports.clock.now() + DELIVERY_MILLISECONDS,
    addressOf(beat, heartbeat),
    () => request,
    ports,
  );
}

/** `/start` or `/fail` behind the path, before the query; success is the URL as it was given. */
function addressOf(beat: Heartbeat, { origin, url }: SecretUrl): SecretUrl {
  if (beat === 'success') return { origin, url };
  const address = new URL(url());
  address.pathname = `${address.pathname.replace(/\/+$/, '')}/${beat}`;
  return { origin, url: () => address.href };
}
