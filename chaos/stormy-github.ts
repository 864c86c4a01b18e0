import type { FaultHook } from '../src/local/github/api-server.ts';
import type { Weather } from './weather.ts';

/** GitHub's dispatches, as the weather has them. */
export function createStormyGitHub(weather: Weather): FaultHook {
  return ({ path }) => {
    if (!path.endsWith('/dispatches')) return undefined;
    if (weather.strikes('github answers 502 though it landed', 0.12)) return failed(502, 1);
    if (weather.strikes('github answers 503', 0.08)) return failed(503, 0);
    if (weather.strikes('github answers 403', 0.07)) return failed(403, 0);
    if (weather.strikes('github answers 429', 0.07)) return failed(429, 0, { 'retry-after': '0' });
    if (weather.strikes('github loses the event', 0.12)) return { deliveries: 0 };
    if (weather.strikes('github delivers the event twice', 0.15)) return { deliveries: 2 };
    if (weather.strikes('github cuts the connection', 0.06)) return { answer: 'reset', deliveries: 1 };
    return undefined;
  };
}

function failed(status: number, deliveries: number, headers: Record<string, string> = {}) {
  return { answer: { status, headers, body: { message: 'chaos' } }, deliveries };
}
