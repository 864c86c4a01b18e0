import { deliver } from './deliver.ts';
import { pingHeartbeat } from './heartbeat.ts';
import type { JobNotice } from './notice.ts';
import type { NotifyConfig } from './notify-config.ts';
import type { NoticePorts } from './send-once.ts';
import type { Delivery } from './send-until.ts';

export interface NotifyResult {
  deliveries: Delivery[];
  /** null if none was due: none is configured, or the event is neither success nor failure of a job. */
  heartbeat: Delivery | null;
}

/**
 * Sends a notice, and beside it the heartbeat that belongs to the event (whatever `notify-on` says). Never rejects;
 * done within nine seconds.
 */
export async function notify(
  notice: JobNotice,
  config: NotifyConfig,
  ports: NoticePorts,
): Promise<NotifyResult> {
  const beat = notice.event === 'completed' ? 'success' : notice.event === 'failed' ? 'fail' : null;
  const [deliveries, heartbeat] = await Promise.all([
    deliver(notice, config, ports),
    beat && pingHeartbeat(beat, config, ports),
  ]);
  return { deliveries, heartbeat };
}
