/** A request as a receiver of notices got it. */
export interface ReceivedNotice {
  url: string;
  id: string | null;
  /** The JSON of a webhook; null of a heartbeat. */
  body: { type: string; timestamp: string; data: Record<string, unknown> } | null;
}

/** Receivers without a socket, so that time can be turned by hand; each answers with its status, or not at all (0). */
export function createScriptedReceiver(statusOf: (url: string) => number = () => 200) {
  const received: ReceivedNotice[] = [];
  const receive: typeof fetch = async (input, init) => {
    const url = String(input);
    const text = typeof init?.body === 'string' ? init.body : null;
    received.push({
      url,
      id: new Headers(init?.headers).get('webhook-id'),
      body: text === null ? null : JSON.parse(text),
    });
    const status = statusOf(url);
    if (status === 0) return new Promise<Response>(() => {});
    return new Response(null, { status });
  };
  return { received, fetch: receive };
}
