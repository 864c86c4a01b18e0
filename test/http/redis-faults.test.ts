import type { RequestListener } from 'node:http';
import { expect, test } from 'vitest';
import { createRedis } from '../../src/store/redis.ts';
import { anApi } from '../support/api-run.ts';
import { startLoopback } from '../support/loopback-server.ts';

const TOKEN = 'marker-redis-token';

function says(status: number, error: string): RequestListener {
  return (request, response) => {
    request.resume().on('end', () => response.writeHead(status).end(JSON.stringify({ error })));
  };
}

const FAULTS: [string, RequestListener, RegExp][] = [
  [
    'does not know the token',
    says(401, 'WRONGPASS invalid or missing auth token'),
    /UPSTASH_REDIS_REST_TOKEN/,
  ],
  [
    'is out of commands',
    says(400, 'ERR max requests limit exceeded. Limit: 500000, Usage: 500000.'),
    /is full/,
  ],
  ['fails', says(503, 'upstream'), /does not answer/],
  ['never answers', (request) => request.resume(), /does not answer/],
  ['cuts the connection', (request) => request.socket.destroy(), /does not answer/],
];

test.each(FAULTS)(
  'while Redis %s, status and start are 503 with one sentence, and start no run',
  async (_, fault, sentence) => {
    const url = await startLoopback(fault);
    const redis = createRedis({ url, token: TOKEN, timeoutMilliseconds: 200, retries: 0 });
    const { send, post, workflow } = anApi({ redis });
    for (const response of [
      await send('/api/fill-cache-batch-status?jobId=batch_job_12345'),
      await post('fill-cache-batch-start', { tickerSource: 'custom', tickers: ['AAPL'] }),
    ]) {
      const text = await response.text();
      expect([response.status, JSON.parse(text).code]).toEqual([503, 'redis-unavailable']);
      expect(JSON.parse(text).error).toMatch(sentence);
      expect(text).not.toContain(TOKEN);
    }
    expect(workflow.started).toEqual([]);
  },
);
