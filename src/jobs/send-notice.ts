import { errorMessage } from '../core/error-message.ts';
import { timeOrderedId } from '../core/job.ts';
import { deliveryLine } from '../notices/delivery-line.ts';
import { type Heartbeat, pingHeartbeat } from '../notices/heartbeat.ts';
import { eventKey, type JobNotice, type NoticeEvent } from '../notices/notice.ts';
import { notify } from '../notices/notify.ts';
import type { NotifyConfig } from '../notices/notify-config.ts';
import type { Delivery } from '../notices/send-until.ts';
import { claimNotice, writeTold } from '../store/told.ts';
import type { JobPorts } from './ports.ts';

export type NoticeSendPorts = Pick<JobPorts, 'redis' | 'clock' | 'random' | 'fetch' | 'notices' | 'log'>;

/** A job is not delayed by more, also if Redis does not answer. */
const LONGEST_MILLISECONDS = 10_000;

/** Whether anybody wants to know of an event. */
export function isWanted(event: NoticeEvent, { targets, events, heartbeat }: NotifyConfig): boolean {
  const isBeat = event === 'completed' || event === 'failed';
  return (targets.length > 0 && events.has(event)) || (isBeat && heartbeat !== null);
}

/**
 * Sends the notice of an event to all who want it and were not told yet, and records in `batch_job:{id}:told` who has
 * it: the event once all have it, until then each receiver that has. So it is sent at least once, and again only if
 * the record could not be written. Never rejects; done within ten seconds.
 */
export async function sendNotice(notice: JobNotice, ports: NoticeSendPorts): Promise<void> {
  const { notices, clock, log } = ports;
  if (!isWanted(notice.event, notices.config)) return;
  const done = new AbortController();
  const sending = send(notice, ports)
    .catch((error: unknown) => {
      const reason = errorMessage(error);
      log(`The notice "${eventKey(notice)}" of ${notice.jobId} is left to the watchdog: ${reason}`);
    })
    .finally(() => done.abort());
  await Promise.race([sending, clock.sleep(LONGEST_MILLISECONDS, done.signal).catch(() => undefined)]);
}

/** Pings the heartbeat, which no notice goes with. Never rejects. */
export async function sendHeartbeat(beat: Heartbeat, ports: NoticeSendPorts): Promise<void> {
  const delivery = await pingHeartbeat(beat, ports.notices.config, ports);
  if (delivery) ports.log(`Heartbeat "${beat}" to ${deliveryLine(delivery)}`);
}

async function send(notice: JobNotice, ports: NoticeSendPorts): Promise<void> {
  const { redis, clock, random, notices, log } = ports;
  const { jobId } = notice;
  const event = eventKey(notice);
  const told = await claimNotice(redis, jobId, event, timeOrderedId(clock.now(), random));
  if (told === null || told.has(event)) return;
  const names = receiverNames(event, notices.config);
  const targets = notices.config.targets.filter((_, index) => !told.has(names.targets[index] ?? ''));
  const heartbeat = told.has(names.heartbeat) ? null : notices.config.heartbeat;
  const result = await notify(notice, { ...notices.config, targets, heartbeat }, ports);
  const left = names.targets.filter((name) => !told.has(name));
  const deliveries: [name: string, delivery: Delivery][] = [
    ...result.deliveries.map((delivery, index): [string, Delivery] => [left[index] ?? '', delivery]),
    ...(result.heartbeat ? [[names.heartbeat, result.heartbeat] satisfies [string, Delivery]] : []),
  ];
  for (const [name, delivery] of deliveries) {
    const what = name === names.heartbeat ? 'Heartbeat' : 'Notice';
    log(`${what} "${event}" of ${jobId} to ${deliveryLine(delivery)}`);
  }
  const delivered = deliveries.filter(([, delivery]) => delivery.delivered).map(([name]) => name);
  const isComplete = delivered.length === deliveries.length;
  if (!isComplete && delivered.length === 0) return;
  await writeTold(redis, jobId, isComplete ? [event] : delivered, new Date(clock.now()).toISOString());
}

/** By origin and place, since the rest of an address is a secret. */
function receiverNames(event: string, { targets }: NotifyConfig): { targets: string[]; heartbeat: string } {
  const seen = new Map<string, number>();
  return {
    targets: targets.map(({ origin }) => {
      const nth = (seen.get(origin) ?? 0) + 1;
      seen.set(origin, nth);
      return nth === 1 ? `${event} ${origin}` : `${event} ${origin} ${nth}`;
    }),
    heartbeat: `${event} heartbeat`,
  };
}
