import { serveProxy } from '../src/local/serve-proxy.ts';
import { configFromEnvironment } from '../src/proxy/environment.ts';
import { createProxy } from '../src/proxy/proxy.ts';

// The HTTP face as a process of its own, for those who load it; beside it `/bare`, which does nothing.
const proxy = createProxy(configFromEnvironment(process.env));
const { url } = await serveProxy(async (request) =>
  new URL(request.url).pathname === '/bare' ? Response.json({ success: true }) : proxy(request),
);
console.log(url);
