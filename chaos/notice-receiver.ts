import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import type { Happens } from './fault-schedule.ts';
import { SECRETS } from './secrets.ts';
import type { StoryScope } from './story-scope.ts';

const noticeSchema = z.object({
  type: z.string(),
  data: z
    .object({ id: z.string(), jobId: z.string(), counts: z.object({ late: z.number().nullable() }).loose() })
    .loose(),
});
export type ReceivedNotice = z.infer<typeof noticeSchema>;

/** In the second case it has the notice all the same. */
type ReceiverFault = 'a receiver answers 503' | 'a receiver cuts the connection';

export interface NoticeReceiver {
  /** Its path is a secret. */
  url: string;
  received: ReceivedNotice[];
}

/** A receiver of notices on loopback. */
export async function startNoticeReceiver(
  scope: StoryScope,
  happens: Happens<ReceiverFault>,
): Promise<NoticeReceiver> {
  const received: ReceivedNotice[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    if (happens('a receiver answers 503')) return response.writeHead(503).end();
    received.push(noticeSchema.parse(JSON.parse(body)));
    if (happens('a receiver cuts the connection')) return request.socket.destroy();
    return response.writeHead(204).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  scope.owns(server, () => server.close().closeAllConnections());
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return { url: `http://127.0.0.1:${port}/${SECRETS.notifyPath}`, received };
}
