import { once } from 'node:events';
import { Queue, Worker } from 'bullmq';
import { createClient } from 'redis';
import { fetchTicker } from './ticker.mjs';

/** Fills each group of tickers as one job of a queue. */
export async function fillThroughBullMq(groups, concurrency) {
  const { hostname: host, port } = new URL(process.env.BENCH_REDIS_TCP);
  const connection = { host, port: Number(port), maxRetriesPerRequest: null };
  const redis = await createClient({ url: process.env.BENCH_REDIS_TCP }).connect();
  const queue = new Queue('fill', { connection });
  await queue.addBulk(groups.map((tickers) => ({ name: 'fill', data: { tickers } })));
  const worker = new Worker(
    'fill',
    async ({ data }) => {
      await Promise.all(
        data.tickers.map(async (ticker) => redis.set(`ticker-data:${ticker}`, await fetchTicker(ticker))),
      );
    },
    { connection, concurrency },
  );
  await once(worker, 'drained');
  await worker.close();
  await queue.close();
  await redis.close();
}
