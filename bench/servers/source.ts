import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { seededRandom } from '../../test/support/simulate-fetching.ts';
import { yahooChart } from '../../test/support/yahoo-chart.ts';

/** What the source did since the last reset. */
export interface SourceStats {
  requests: number;
  /** The sum of the latencies of all answers. */
  milliseconds: number;
  /** When the first request came; milliseconds since 1970, null if none did. */
  firstAt: number | null;
}

// A Yahoo that answers each symbol after a latency of its own, the same in each run. Arguments: rows, the least
// latency and the greatest, in milliseconds.
const [rows = 0, least = 0, greatest = 0] = process.argv.slice(2).map(Number);

const PLACE = 'the symbol comes here';
const [before = '', after = ''] = JSON.stringify(yahooChart(PLACE, { rows })).split(JSON.stringify(PLACE));
let stats: SourceStats = { requests: 0, milliseconds: 0, firstAt: null };

const server = createServer((request, response) => {
  request.resume();
  const symbol = /\/chart\/([^/?]+)/.exec(request.url ?? '')?.[1];
  // A request for no chart asks only whether the source is there.
  if (symbol === undefined) return void response.end();
  const latency = least + seededRandom(Number(symbol.slice(1)))() * (greatest - least);
  stats.requests += 1;
  stats.milliseconds += latency;
  stats.firstAt ??= Date.now();
  setTimeout(() => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(before + JSON.stringify(symbol) + after);
  }, latency);
}).listen(0, '127.0.0.1');
await once(server, 'listening');

process.on('message', () => {
  process.send?.(stats);
  stats = { requests: 0, milliseconds: 0, firstAt: null };
});
process.once('disconnect', () => process.exit());
process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
