import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';

/**
 * A Hono app for a server of the local stack. It answers only requests that name a loopback host, so that no web page
 * can reach it under a name that resolves to 127.0.0.1; a path that cannot be decoded is 400, and a body of
 * more than a mebibyte 413, in the words of the API. A handler that throws rejects: `serveApi` answers for it.
 */
export function createLocalApp(refuse: (status: 400 | 403 | 413, sentence: string) => Response): Hono {
  const app = new Hono();
  app.onError((error) => {
    throw error;
  });
  app.use(async ({ req }, next) => {
    const { hostname, pathname } = new URL(req.url);
    const named = `http://${req.header('host') ?? hostname}`;
    const hosts = [hostname, URL.canParse(named) ? new URL(named).hostname : ''];
    if (!hosts.every((host) => LOOPBACK_HOSTS.has(host)))
      return refuse(403, 'Only requests that name a loopback host, such as 127.0.0.1, are answered here.');
    try {
      decodeURIComponent(pathname);
    } catch {
      return refuse(400, 'The path is not encoded as a URL has it.');
    }
    return next();
  });
  app.use(
    bodyLimit({
      maxSize: MAX_BODY_BYTES,
      onError: () => refuse(413, `The body is larger than ${MAX_BODY_BYTES} bytes.`),
    }),
  );
  return app;
}

const LOOPBACK_HOSTS = new Set(['127.0.0.1', 'localhost', '[::1]']);
const MAX_BODY_BYTES = 1_048_576;
