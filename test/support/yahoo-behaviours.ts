import { type HistoryShape, yahooChart } from './yahoo-chart.ts';

/** What a loopback Yahoo does with one request. */
export type Behaviour =
  | { kind: 'history'; shape?: HistoryShape }
  | {
      kind: 'reply';
      status: number;
      headers?: Record<string, string>;
      body: string | ((symbol: string) => string);
    }
  /** Sends the head and the first half of the body, then closes the connection. */
  | { kind: 'cut' }
  /** Resets the connection without an answer. */
  | { kind: 'reset' }
  /** Never answers. The connection ends with the server. */
  | { kind: 'hang' }
  /** Sends bytes without an end, far over any limit on the size of a body. */
  | { kind: 'endless' };

const HTML = '<!DOCTYPE html><html><head><title>Yahoo</title></head><body>Before you continue</body></html>';

/** Answers as Yahoo words them, each made for one use in a script: `{ AAPL: [status503, history()] }`. */
export function history(shape: HistoryShape = {}): Behaviour {
  return { kind: 'history', shape };
}

export const notFound = chartError(404, 'Not Found', 'No data found, symbol may be delisted');
export const noData = chartError(
  400,
  'Bad Request',
  "Data doesn't exist for startDate = 1606176000, endDate = 1763942400",
);
export const htmlPage = text(200, HTML, 'text/html; charset=utf-8');
export const unauthorized = chartError(401, 'Unauthorized', 'Invalid Crumb');
export const blockPage = text(999, HTML, 'text/html');
export const status503 = text(503, 'Service Unavailable');
export const serverErrorJson = chartError(500, 'Internal Server Error', 'Upstream failed');
export const emptyBody = text(200, '', 'application/json');
export const cutJson: Behaviour = {
  kind: 'reply',
  status: 200,
  body: (symbol) => JSON.stringify(yahooChart(symbol, {})).slice(0, 700),
};
export const nullResult = json(200, { chart: { result: null, error: null } });
export const emptyResult = json(200, { chart: { result: [], error: null } });
export const zeroRows = history({ rows: 0 });
export const deepJson = text(200, `${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'application/json');
export const reset: Behaviour = { kind: 'reset' };
export const hang: Behaviour = { kind: 'hang' };
export const cutBody: Behaviour = { kind: 'cut' };
export const endlessBody: Behaviour = { kind: 'endless' };

/** 429 as Yahoo's edge gives it: text, and mostly without `Retry-After`. */
export function tooManyRequestsText(retryAfter?: string): Behaviour {
  return withRetryAfter(text(429, 'Edge: Too Many Requests'), retryAfter);
}

export function tooManyRequestsJson(retryAfter?: string): Behaviour {
  const error = { code: 'Too Many Requests', description: 'Too Many Requests' };
  return withRetryAfter(json(429, { finance: { result: null, error } }), retryAfter);
}

export function chartError(status: number, code: string, description: string): Behaviour {
  return json(status, { chart: { result: null, error: { code, description } } });
}

export function json(status: number, body: unknown): Behaviour {
  return text(status, JSON.stringify(body), 'application/json');
}

export function text(status: number, body: string, contentType = 'text/plain'): Behaviour {
  return { kind: 'reply', status, headers: { 'content-type': contentType }, body };
}

/** A good chart with something done to it, for answers that are wrong in one place. */
export function tampered(
  change: (chart: ReturnType<typeof yahooChart>['chart']['result'][0]) => void,
): Behaviour {
  return {
    kind: 'reply',
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: (symbol) => {
      const answer = yahooChart(symbol, {});
      change(answer.chart.result[0]);
      return JSON.stringify(answer);
    },
  };
}

function withRetryAfter(behaviour: Behaviour, retryAfter: string | undefined): Behaviour {
  if (behaviour.kind !== 'reply' || retryAfter === undefined) return behaviour;
  return { ...behaviour, headers: { ...behaviour.headers, 'retry-after': retryAfter } };
}
