import { fillThroughBullMq } from './fill-through-bullmq.mjs';
import { tickers, WINDOW } from './ticker.mjs';

// A job for each batch of five, whose tickers are fetched side by side; one job at a time.
const batches = Array.from({ length: Math.ceil(tickers.length / WINDOW) }, (_, index) =>
  tickers.slice(index * WINDOW, (index + 1) * WINDOW),
);
await fillThroughBullMq(batches, 1);
