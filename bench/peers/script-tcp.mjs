import pLimit from 'p-limit';
import { createClient } from 'redis';
import { fetchTicker, tickers, WINDOW } from './ticker.mjs';

const redis = await createClient({ url: process.env.BENCH_REDIS_TCP }).connect();
const limit = pLimit(WINDOW);
await Promise.all(
  tickers.map((ticker) => limit(async () => redis.set(`ticker-data:${ticker}`, await fetchTicker(ticker)))),
);
await redis.close();
