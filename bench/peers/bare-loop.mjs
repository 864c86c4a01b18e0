import { Redis } from '@upstash/redis';
import { fetchTicker, tickers, WINDOW } from './ticker.mjs';

// Stores forty documents with one command while it goes on fetching, and keeps no job: what is lost is lost.
const GROUP = 40;
const redis = new Redis({
  url: process.env.UPSTASH_REDIS_REST_URL,
  token: process.env.UPSTASH_REDIS_REST_TOKEN,
});
const queue = [...tickers];
const writes = [];
let group = {};

function write() {
  writes.push(redis.mset(group));
  group = {};
}

async function worker() {
  for (let ticker = queue.shift(); ticker; ticker = queue.shift()) {
    const document = await fetchTicker(ticker);
    group[`ticker-data:${ticker}`] = document;
    if (Object.keys(group).length === GROUP) write();
  }
}

await Promise.all(Array.from({ length: WINDOW }, worker));
if (Object.keys(group).length > 0) write();
await Promise.all(writes);
