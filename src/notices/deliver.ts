import { discordMessage } from './discord-message.ts';
import { messageId, type Notice } from './notice.ts';
import type { NotifyConfig, NotifyTarget } from './notify-config.ts';
import type { NoticePorts } from './send-once.ts';
import { type Delivery, sendUntil } from './send-until.ts';
import { slackMessage } from './slack-message.ts';
import { webhookMessage } from './webhook-message.ts';

/** For all addresses together: a job may not be delayed by more than ten seconds. */
export const DELIVERY_MILLISECONDS = 9_000;

/**
 * Sends a notice to all targets side by side, if its event is one that they are to know. At least once: an answer that
 * is lost has the message sent again, with the same id. Never rejects; done within nine seconds.
 *
 * @returns one delivery for each target, in their order; none if the event is not one of `notify-on`.
 */
export async function deliver(notice: Notice, config: NotifyConfig, ports: NoticePorts): Promise<Delivery[]> {
  if (notice.event !== 'test' && !config.events.has(notice.event)) return [];
  const until = ports.clock.now() + DELIVERY_MILLISECONDS;
  return Promise.all(
    config.targets.map((target) =>
      sendUntil(until, target, (now) => requestFor(notice, target, config, now), ports),
    ),
  );
}

function requestFor(notice: Notice, { kind }: NotifyTarget, { sign }: NotifyConfig, now: Date): RequestInit {
  const headers = { 'content-type': 'application/json', 'user-agent': 'fill-cache' };
  if (kind === 'slack') return { method: 'POST', headers, body: JSON.stringify(slackMessage(notice)) };
  if (kind === 'discord') return { method: 'POST', headers, body: JSON.stringify(discordMessage(notice)) };
  const id = messageId(notice);
  const body = JSON.stringify(webhookMessage(notice));
  return {
    method: 'POST',
    headers: {
      ...headers,
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
      ...(sign && { 'webhook-signature': sign(id, now, body) }),
    },
    body,
  };
}
