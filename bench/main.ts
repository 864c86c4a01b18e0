// Prints figures and their limits: `npm run bench`, or `npm run bench -- chain` for a part.
import { benchChain } from './bench-chain.ts';
import { benchHttp } from './bench-http.ts';
import { benchRateLimiter } from './rate-limiter.ts';

const PARTS = new Map([
  ['chain', benchChain],
  ['http', benchHttp],
  ['rate-limiter', benchRateLimiter],
]);

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !PARTS.has(name));
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(', ')}: it must be ${[...PARTS.keys()].join(' or ')}.`);
  process.exitCode = 2;
} else {
  for (const [name, bench] of PARTS) if (asked.length === 0 || asked.includes(name)) await bench();
}
