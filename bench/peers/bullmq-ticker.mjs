import { fillThroughBullMq } from './fill-through-bullmq.mjs';
import { tickers, WINDOW } from './ticker.mjs';

// A job for each ticker.
await fillThroughBullMq(
  tickers.map((ticker) => [ticker]),
  WINDOW,
);
