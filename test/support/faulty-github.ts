import type { ApiHandler } from '../../src/http/serve-api.ts';

/** How a request to the stand-in for GitHub goes wrong. */
export interface Fault {
  /**
   * What the caller gets in place of GitHub's answer: another one, a cut connection, or nothing at all until the
   * stand-in closes.
   */
  readonly answer?: FaultAnswer | 'reset' | 'silence';
  /**
   * How often the event is delivered. Without it: once if GitHub's own answer stands, else not at all. So
   * `{ deliveries: 0 }` loses it after its 204, 2 delivers it twice, and `{ answer: …502, deliveries: 1 }` lets it
   * land though the caller thinks that it failed.
   */
  readonly deliveries?: number;
}

interface FaultAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export type FaultHook = (request: { method: string; path: string; body: string }) => Fault | undefined;

/** Puts faults before the API of the stand-in. */
export function withFaults(faultOf: FaultHook): (api: ApiHandler) => ApiHandler {
  return (api) => async (request, node) => {
    const { method, url } = request;
    const body = await request.clone().text();
    const fault = faultOf({ method, path: new URL(url).pathname, body });
    const deliveries = fault?.deliveries ?? (fault?.answer === undefined ? 1 : 0);
    let own = new Response(null, { status: 204 });
    for (let delivery = 0; delivery < deliveries; delivery++) own = await api(request.clone(), node);
    if (fault?.answer === 'silence') await new Promise(() => {});
    if (fault?.answer === 'reset') node.outgoing.destroy();
    return typeof fault?.answer === 'object' ? responseOf(fault.answer) : own;
  };
}

function responseOf({ status, headers = {}, body }: FaultAnswer): Response {
  return body === undefined
    ? new Response(null, { status, headers })
    : Response.json(body, { status, headers });
}
