import { Redis } from '@upstash/redis';
import pLimit from 'p-limit';
import { fetchTicker, tickers, WINDOW } from './ticker.mjs';

const redis = new Redis({
  url: process.env.UPSTASH_REDIS_REST_URL,
  token: process.env.UPSTASH_REDIS_REST_TOKEN,
});
const limit = pLimit(WINDOW);
await Promise.all(
  tickers.map((ticker) => limit(async () => redis.set(`ticker-data:${ticker}`, await fetchTicker(ticker)))),
);
